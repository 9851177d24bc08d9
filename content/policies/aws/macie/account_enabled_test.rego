package rampart.aws.macie.account_enabled_test

good["enabled"] := `resource "aws_macie2_account" "x" {
  status = "ENABLED"
}`

good["left out is enabled"] := `resource "aws_macie2_account" "x" {
}`

bad["paused"] := `resource "aws_macie2_account" "x" {
  status = "PAUSED"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_macie2_account" "x" {
  status = var.v
}`
