package rampart.aws.s3.account_public_access_block_test

good["all four"] := `resource "aws_s3_account_public_access_block" "x" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}`

bad["one is left out"] := `resource "aws_s3_account_public_access_block" "x" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_s3_account_public_access_block" "x" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = var.v
}`

bad["an account without a block"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
