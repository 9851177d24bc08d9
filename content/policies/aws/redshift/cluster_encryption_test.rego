package rampart.aws.redshift.cluster_encryption_test

good["encrypted is true"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.xlplus"
  encrypted = true
}`

bad["encrypted is false"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.xlplus"
  encrypted = false
}`

bad["encrypted is left out"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.xlplus"
}`

unknown["encrypted comes from a variable without a value"] := `variable "v" {}
resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.xlplus"
  encrypted = var.v
}`
