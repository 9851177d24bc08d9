package rampart.aws.cloudtrail.trail_enabled_test

good["on"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_logging = true
}`

good["left out is on"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`

bad["off"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_logging = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_logging = var.v
}`
