package rampart.aws.s3.bucket_public_read_acl_test

good["a private ACL"] := `resource "aws_s3_bucket" "x" {
  acl = "private"
}`

good["no ACL"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

bad["public-read"] := `resource "aws_s3_bucket" "x" {
  acl = "public-read"
}`

bad["an ACL resource"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_acl" "x" {
  bucket = aws_s3_bucket.x.id
  acl = "public-read"
}`

unknown["the ACL comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  acl = var.v
}`
