package rampart.aws.rds.instance_encryption_test

good["storage_encrypted is true"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  storage_encrypted = true
}`

bad["storage_encrypted is false"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  storage_encrypted = false
}`

bad["storage_encrypted is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

unknown["storage_encrypted comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  storage_encrypted = var.v
}`
