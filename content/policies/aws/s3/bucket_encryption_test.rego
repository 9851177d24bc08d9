package rampart.aws.s3.bucket_encryption_test

good["S3 encrypts by itself"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

good["a configuration with a key"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "x" {
  bucket = aws_s3_bucket.x.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}`

bad["an algorithm that S3 does not have"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "x" {
  bucket = aws_s3_bucket.x.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "none"
    }
  }
}`

unknown["the algorithm comes from a variable"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "x" {
  bucket = aws_s3_bucket.x.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = var.v
    }
  }
}`
