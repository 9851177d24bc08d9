package rampart.aws.s3.bucket_public_write_acl_test

good["a public ACL for reading only"] := `resource "aws_s3_bucket" "x" {
  acl = "public-read"
}`

good["no ACL"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

bad["public-read-write"] := `resource "aws_s3_bucket" "x" {
  acl = "public-read-write"
}`

unknown["the ACL comes from a variable without a value"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  acl = var.v
}`
