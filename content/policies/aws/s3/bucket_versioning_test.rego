package rampart.aws.s3.bucket_versioning_test

good["a versioning resource"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_versioning" "x" {
  bucket = aws_s3_bucket.x.id
  versioning_configuration {
    status = "Enabled"
  }
}`

bad["a bucket and nothing else"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

bad["suspended"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_versioning" "x" {
  bucket = aws_s3_bucket.x.id
  versioning_configuration {
    status = "Suspended"
  }
}`

unknown["the status comes from a variable"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_versioning" "x" {
  bucket = aws_s3_bucket.x.id
  versioning_configuration {
    status = var.v
  }
}`
