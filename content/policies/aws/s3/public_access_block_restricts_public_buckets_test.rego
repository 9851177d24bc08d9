package rampart.aws.s3.public_access_block_restricts_public_buckets_test

good["restrict_public_buckets is true"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  restrict_public_buckets = true
}`

bad["restrict_public_buckets is false"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  restrict_public_buckets = false
}`

bad["restrict_public_buckets is left out"] := `resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
}`

unknown["restrict_public_buckets comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = "logs"
  restrict_public_buckets = var.v
}`
