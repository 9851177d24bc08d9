package rampart.aws.cloudfront.distribution_waf_test

good["web_acl_id is aws_wafv2_web_acl.w.arn"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  web_acl_id = aws_wafv2_web_acl.w.arn
}`

good["web_acl_id comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudfront_distribution" "x" {
  enabled = true
  web_acl_id = var.v
}`

bad["web_acl_id is \"\""] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  web_acl_id = ""
}`

bad["web_acl_id is left out"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
}`
