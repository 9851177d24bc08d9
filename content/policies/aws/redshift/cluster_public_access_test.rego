package rampart.aws.redshift.cluster_public_access_test

good["private"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  publicly_accessible = false
}`

bad["public"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  publicly_accessible = true
}`

bad["left out"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  publicly_accessible = var.v
}`
