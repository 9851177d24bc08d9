package rampart.aws.efs.file_system_encryption_test

good["encrypted is true"] := `resource "aws_efs_file_system" "x" {
  creation_token = "f"
  encrypted = true
}`

bad["encrypted is false"] := `resource "aws_efs_file_system" "x" {
  creation_token = "f"
  encrypted = false
}`

bad["encrypted is left out"] := `resource "aws_efs_file_system" "x" {
  creation_token = "f"
}`

unknown["encrypted comes from a variable without a value"] := `variable "v" {}
resource "aws_efs_file_system" "x" {
  creation_token = "f"
  encrypted = var.v
}`
