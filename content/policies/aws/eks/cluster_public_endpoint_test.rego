package rampart.aws.eks.cluster_public_endpoint_test

good["private"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    endpoint_public_access = false
  }
}`

bad["public"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    endpoint_public_access = true
  }
}`

bad["left out is public"] := `resource "aws_eks_cluster" "x" {
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
    endpoint_public_access = var.v
  }
}`
