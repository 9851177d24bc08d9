package rampart.aws.eks.cluster_secrets_encryption_test

good["secrets"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  encryption_config {
    provider {
      key_arn = "arn:aws:kms:eu-west-1:111122223333:key/k"
    }
    resources = ["secrets"]
  }
}`

bad["left out"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
}`

bad["nothing named"] := `resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  encryption_config {
    resources = []
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_eks_cluster" "x" {
  name = "c"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
  encryption_config {
    resources = var.v
  }
}`
