package rampart.aws.cloudtrail.trail_multi_region_test

good["is_multi_region_trail is true"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
}`

bad["is_multi_region_trail is false"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = false
}`

bad["is_multi_region_trail is left out"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`

unknown["is_multi_region_trail comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = var.v
}`
