package rampart.aws.rds.instance_minor_upgrades_test

good["auto_minor_version_upgrade is true"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  auto_minor_version_upgrade = true
}`

bad["auto_minor_version_upgrade is false"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  auto_minor_version_upgrade = false
}`

bad["auto_minor_version_upgrade is left out"] := `resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
}`

unknown["auto_minor_version_upgrade comes from a variable without a value"] := `variable "v" {}
resource "aws_db_instance" "x" {
  engine = "mysql"
  instance_class = "db.t3.micro"
  auto_minor_version_upgrade = var.v
}`
