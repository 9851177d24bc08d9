package rampart.aws.dms.instance_public_access_test

good["publicly_accessible is false"] := `resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "i"
  replication_instance_class = "dms.t3.micro"
  publicly_accessible = false
}`

good["publicly_accessible is left out"] := `resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "i"
  replication_instance_class = "dms.t3.micro"
}`

bad["publicly_accessible is true"] := `resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "i"
  replication_instance_class = "dms.t3.micro"
  publicly_accessible = true
}`

unknown["publicly_accessible comes from a variable without a value"] := `variable "v" {}
resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "i"
  replication_instance_class = "dms.t3.micro"
  publicly_accessible = var.v
}`
