package rampart.aws.kms.key_rotation_test

good["rotation on"] := `resource "aws_kms_key" "x" {
  enable_key_rotation = true
}`

bad["off"] := `resource "aws_kms_key" "x" {
  enable_key_rotation = false
}`

bad["left out"] := `resource "aws_kms_key" "x" {
  description = "k"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_kms_key" "x" {
  enable_key_rotation = var.v
}`
