package rampart.aws.eks.cluster_logging_test

good["all five"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
}`

bad["one is missing"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  enabled_cluster_log_types = ["api", "audit", "authenticator", "scheduler"]
}`

bad["left out"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  enabled_cluster_log_types = var.v
}`
