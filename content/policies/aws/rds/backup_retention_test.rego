package rampart.aws.rds.backup_retention_test

good["backup_retention_period is 7"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  backup_retention_period = 7
}`

good["backup_retention_period is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

bad["backup_retention_period is 0"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  backup_retention_period = 0
}`

unknown["backup_retention_period comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  backup_retention_period = var.v
}`
