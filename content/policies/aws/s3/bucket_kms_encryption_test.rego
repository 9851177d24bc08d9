package rampart.aws.s3.bucket_kms_encryption_test

good["aws:kms"] := `resource "aws_s3_bucket" "x" {
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

bad["a bucket and nothing else"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
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
