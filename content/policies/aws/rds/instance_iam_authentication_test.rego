package rampart.aws.rds.instance_iam_authentication_test

good["on"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  iam_database_authentication_enabled = true
}`

bad["left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

bad["off"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  iam_database_authentication_enabled = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  iam_database_authentication_enabled = var.v
}`
