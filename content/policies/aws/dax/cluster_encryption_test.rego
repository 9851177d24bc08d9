package rampart.aws.dax.cluster_encryption_test

good["enabled is true"] := `resource "aws_dax_cluster" "x" {
  cluster_name = "c"
  iam_role_arn = "arn:aws:iam::111122223333:role/r"
  node_type = "dax.r5.large"
  replication_factor = 1
  server_side_encryption {
    enabled = true
  }
}`

bad["enabled is false"] := `resource "aws_dax_cluster" "x" {
  cluster_name = "c"
  iam_role_arn = "arn:aws:iam::111122223333:role/r"
  node_type = "dax.r5.large"
  replication_factor = 1
  server_side_encryption {
    enabled = false
  }
}`

bad["left out"] := `resource "aws_dax_cluster" "x" {
  cluster_name = "c"
  iam_role_arn = "arn:aws:iam::111122223333:role/r"
  node_type = "dax.r5.large"
  replication_factor = 1
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_dax_cluster" "x" {
  cluster_name = "c"
  iam_role_arn = "arn:aws:iam::111122223333:role/r"
  node_type = "dax.r5.large"
  replication_factor = 1
  server_side_encryption {
    enabled = var.v
  }
}`
