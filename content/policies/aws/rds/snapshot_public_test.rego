package rampart.aws.rds.snapshot_public_test

good["aws_db_snapshot not shared"] := `resource "aws_db_snapshot" "x" {
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
}`

good["aws_db_snapshot shared with one"] := `resource "aws_db_snapshot" "x" {
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
  shared_accounts = ["111122223333"]
}`

bad["aws_db_snapshot public"] := `resource "aws_db_snapshot" "x" {
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
  shared_accounts = ["all"]
}`

unknown["aws_db_snapshot from a variable"] := `variable "v" {}
resource "aws_db_snapshot" "x" {
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
  shared_accounts = [var.v]
}`

good["aws_db_cluster_snapshot not shared"] := `resource "aws_db_cluster_snapshot" "x" {
  db_cluster_identifier = "d"
  db_cluster_snapshot_identifier = "s"
}`

good["aws_db_cluster_snapshot shared with one"] := `resource "aws_db_cluster_snapshot" "x" {
  db_cluster_identifier = "d"
  db_cluster_snapshot_identifier = "s"
  shared_accounts = ["111122223333"]
}`

bad["aws_db_cluster_snapshot public"] := `resource "aws_db_cluster_snapshot" "x" {
  db_cluster_identifier = "d"
  db_cluster_snapshot_identifier = "s"
  shared_accounts = ["all"]
}`

unknown["aws_db_cluster_snapshot from a variable"] := `variable "v" {}
resource "aws_db_cluster_snapshot" "x" {
  db_cluster_identifier = "d"
  db_cluster_snapshot_identifier = "s"
  shared_accounts = [var.v]
}`
