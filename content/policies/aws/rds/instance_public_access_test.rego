package rampart.aws.rds.instance_public_access_test

good["publicly_accessible is false"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  publicly_accessible = false
}`

good["publicly_accessible is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

bad["publicly_accessible is true"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  publicly_accessible = true
}`

unknown["publicly_accessible comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  publicly_accessible = var.v
}`
