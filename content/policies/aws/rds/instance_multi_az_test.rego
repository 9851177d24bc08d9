package rampart.aws.rds.instance_multi_az_test

good["multi_az is true"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  multi_az = true
}`

bad["multi_az is false"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  multi_az = false
}`

bad["multi_az is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

unknown["multi_az comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  multi_az = var.v
}`
