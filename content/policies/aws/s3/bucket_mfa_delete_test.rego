package rampart.aws.s3.bucket_mfa_delete_test

good["enabled"] := `resource "aws_s3_bucket_versioning" "x" {
  bucket = "b"
  mfa = "arn 123456"
  versioning_configuration {
    status = "Enabled"
    mfa_delete = "Enabled"
  }
}`

bad["left out"] := `resource "aws_s3_bucket_versioning" "x" {
  bucket = "b"
  versioning_configuration {
    status = "Enabled"
  }
}`

bad["disabled"] := `resource "aws_s3_bucket_versioning" "x" {
  bucket = "b"
  versioning_configuration {
    status = "Enabled"
    mfa_delete = "Disabled"
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_s3_bucket_versioning" "x" {
  bucket = "b"
  versioning_configuration {
    status = "Enabled"
    mfa_delete = var.v
  }
}`

good["in the gate a bucket alone says nothing"] := `resource "aws_s3_bucket" "b" {
  bucket = "b"
}`

bad["a bucket of an account without versioning"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}`
