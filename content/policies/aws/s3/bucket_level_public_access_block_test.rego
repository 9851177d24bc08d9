package rampart.aws.s3.bucket_level_public_access_block_test

parameters := {"excluded_buckets": "www, files"}

good["by the bucket"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = "b"
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}`

bad["by the account alone"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_account_public_access_block" "a" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}`

good["in the gate others speak"] := `resource "aws_s3_bucket" "b" {
  bucket = "b"
}`

bad["neither"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}`

bad["three of four"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = "b"
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = false
  restrict_public_buckets = true
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = "b"
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = var.v
  restrict_public_buckets = true
}`

good["one that is meant to be public"] := `resource "rampart_region" "r" {
}
resource "aws_s3_bucket" "b" {
  bucket = "files"
}`
