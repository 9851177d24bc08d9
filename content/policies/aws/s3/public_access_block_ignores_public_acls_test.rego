package rampart.aws.s3.public_access_block_ignores_public_acls_test

good["ignore_public_acls is true"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  ignore_public_acls = true
}`

bad["ignore_public_acls is false"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  ignore_public_acls = false
}`

bad["ignore_public_acls is left out"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
}`

unknown["ignore_public_acls comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  ignore_public_acls = var.v
}`
