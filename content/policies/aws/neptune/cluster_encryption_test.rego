package rampart.aws.neptune.cluster_encryption_test

good["storage_encrypted is true"] := `resource "aws_neptune_cluster" "x" {
  cluster_identifier = "c"
  storage_encrypted = true
}`

bad["storage_encrypted is false"] := `resource "aws_neptune_cluster" "x" {
  cluster_identifier = "c"
  storage_encrypted = false
}`

bad["left out"] := `resource "aws_neptune_cluster" "x" {
  cluster_identifier = "c"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_neptune_cluster" "x" {
  cluster_identifier = "c"
  storage_encrypted = var.v
}`
