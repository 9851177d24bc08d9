package rampart.aws.cloudtrail.trail_log_validation_test

good["enable_log_file_validation is true"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_log_file_validation = true
}`

bad["enable_log_file_validation is false"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_log_file_validation = false
}`

bad["enable_log_file_validation is left out"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`

unknown["enable_log_file_validation comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  enable_log_file_validation = var.v
}`
