package rampart.aws.rds.cluster_iam_authentication_test

good["iam_database_authentication_enabled is true"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  iam_database_authentication_enabled = true
}`

bad["iam_database_authentication_enabled is false"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  iam_database_authentication_enabled = false
}`

bad["iam_database_authentication_enabled is left out"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
}`

unknown["iam_database_authentication_enabled comes from a variable without a value"] := `variable "v" {}
resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  iam_database_authentication_enabled = var.v
}`
