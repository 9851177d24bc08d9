package rampart.aws.cloudfront.distribution_logging_test

good["bucket is \"logs.s3.amazonaws.com\""] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  logging_config {
    bucket = "logs.s3.amazonaws.com"
  }
}`

good["bucket comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudfront_distribution" "x" {
  enabled = true
  logging_config {
    bucket = var.v
  }
}`

bad["bucket is \"\""] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  logging_config {
    bucket = ""
  }
}`

bad["bucket is left out"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
}`
