package rampart.aws.s3.public_access_block_blocks_public_policy_test

good["block_public_policy is true"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_policy = true
}`

bad["block_public_policy is false"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_policy = false
}`

bad["block_public_policy is left out"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
}`

unknown["block_public_policy comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  block_public_policy = var.v
}`
