package rampart.aws.cloudtrail.account_multi_region_test

good["a trail"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
}`

good["beside a small one"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "All"
    include_management_events = true
  }
}
resource "aws_cloudtrail" "u" {
  name = "u"
  s3_bucket_name = "audit"
}`

bad["no trail"] := `resource "rampart_account_summary" "x" {
}`

bad["one region"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
}`

bad["switched off"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  enable_logging = false
}`

bad["writes only"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "WriteOnly"
    include_management_events = true
  }
}`

bad["without management events"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    include_management_events = false
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = var.v
}`
