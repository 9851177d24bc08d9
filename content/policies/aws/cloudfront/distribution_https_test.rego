package rampart.aws.cloudfront.distribution_https_test

good["redirected"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  default_cache_behavior {
    target_origin_id = "o"
    viewer_protocol_policy = "redirect-to-https"
  }
}`

good["left out"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
}`

bad["allow-all"] := `resource "aws_cloudfront_distribution" "x" {
  enabled = true
  default_cache_behavior {
    target_origin_id = "o"
    viewer_protocol_policy = "allow-all"
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_cloudfront_distribution" "x" {
  enabled = true
  default_cache_behavior {
    target_origin_id = "o"
    viewer_protocol_policy = var.v
  }
}`
