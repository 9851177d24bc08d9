package rampart.aws.s3.public_access_block_blocks_public_acls_test

good["block_public_acls is true"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_acls = true
}`

bad["block_public_acls is false"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_acls = false
}`

bad["block_public_acls is left out"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
}`

unknown["block_public_acls comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_acls = var.v
}`
