package rampart.aws.rds.cluster_encryption_test

good["storage_encrypted is true"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  engine = "aurora-mysql"
  storage_encrypted = true
}`

bad["storage_encrypted is false"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  engine = "aurora-mysql"
  storage_encrypted = false
}`

bad["left out"] := `resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  engine = "aurora-mysql"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_rds_cluster" "x" {
  cluster_identifier = "c"
  engine = "aurora-mysql"
  storage_encrypted = var.v
}`

good["serverless"] := `resource "aws_rds_cluster" "x" {
  engine = "aurora-mysql"
  engine_mode = "serverless"
}`
