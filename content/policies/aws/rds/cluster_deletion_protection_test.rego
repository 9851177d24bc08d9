package rampart.aws.rds.cluster_deletion_protection_test

good["deletion_protection is true"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  deletion_protection = true
}`

bad["deletion_protection is false"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  deletion_protection = false
}`

bad["deletion_protection is left out"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
}`

unknown["deletion_protection comes from a variable without a value"] := `variable "v" {}
resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  deletion_protection = var.v
}`
