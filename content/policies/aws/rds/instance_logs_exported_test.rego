package rampart.aws.rds.instance_logs_exported_test

good["two logs"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  enabled_cloudwatch_logs_exports = ["audit", "error"]
}`

bad["left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

bad["empty"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  enabled_cloudwatch_logs_exports = []
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  enabled_cloudwatch_logs_exports = var.v
}`
