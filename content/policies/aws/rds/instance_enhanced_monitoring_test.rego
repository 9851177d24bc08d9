package rampart.aws.rds.instance_enhanced_monitoring_test

good["aws_db_instance 60"] := `resource "aws_db_instance" "x" {
  identifier = "d"
  monitoring_interval = 60
}`

bad["aws_db_instance 0"] := `resource "aws_db_instance" "x" {
  identifier = "d"
  monitoring_interval = 0
}`

bad["aws_db_instance left out"] := `resource "aws_db_instance" "x" {
  identifier = "d"
}`

unknown["aws_db_instance from a variable"] := `variable "v" {}
resource "aws_db_instance" "x" {
  identifier = "d"
  monitoring_interval = var.v
}`

good["aws_rds_cluster_instance 60"] := `resource "aws_rds_cluster_instance" "x" {
  identifier = "d"
  monitoring_interval = 60
}`

bad["aws_rds_cluster_instance 0"] := `resource "aws_rds_cluster_instance" "x" {
  identifier = "d"
  monitoring_interval = 0
}`

bad["aws_rds_cluster_instance left out"] := `resource "aws_rds_cluster_instance" "x" {
  identifier = "d"
}`

unknown["aws_rds_cluster_instance from a variable"] := `variable "v" {}
resource "aws_rds_cluster_instance" "x" {
  identifier = "d"
  monitoring_interval = var.v
}`
