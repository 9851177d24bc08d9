package rampart.aws.ec2.ebs_default_encryption_test

good["on"] := `resource "aws_ebs_encryption_by_default" "x" {
  enabled = true
}`

good["left out is on"] := `resource "aws_ebs_encryption_by_default" "x" {
}`

bad["off"] := `resource "aws_ebs_encryption_by_default" "x" {
  enabled = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_ebs_encryption_by_default" "x" {
  enabled = var.v
}`
