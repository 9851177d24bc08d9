package rampart.aws.cloudtrail.account_trail_test

good["a trail"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
}`

bad["no trail"] := `resource "rampart_account_summary" "x" {
}`

bad["switched off"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  enable_logging = false
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  enable_logging = var.v
}`
