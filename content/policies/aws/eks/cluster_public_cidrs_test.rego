package rampart.aws.eks.cluster_public_cidrs_test

good["one network"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    public_access_cidrs = ["10.0.0.0/8"]
  }
}`

good["private"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    endpoint_public_access = false
  }
}`

bad["the world"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    public_access_cidrs = ["0.0.0.0/0"]
  }
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
    public_access_cidrs = var.v
  }
}`
