package rampart.aws.s3.bucket_refuses_public_access_test

good["both flags are on"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = aws_s3_bucket.x.id
  block_public_acls = true
  block_public_policy = true
}`

bad["a bucket and nothing else"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

bad["a flag left out counts as off"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = aws_s3_bucket.x.id
  block_public_acls = true
}`

unknown["a flag comes from a variable"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = aws_s3_bucket.x.id
  block_public_acls = true
  block_public_policy = var.v
}`
