package rampart.aws.rds.instance_deletion_protection_test

good["deletion_protection is true"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  deletion_protection = true
}`

bad["deletion_protection is false"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  deletion_protection = false
}`

bad["deletion_protection is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

unknown["deletion_protection comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  deletion_protection = var.v
}`
