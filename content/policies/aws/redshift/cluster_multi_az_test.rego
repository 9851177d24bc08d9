package rampart.aws.redshift.cluster_multi_az_test

good["on"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  multi_az = true
}`

bad["off"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  multi_az = false
}`

bad["left out"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  multi_az = var.v
}`
