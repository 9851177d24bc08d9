package rampart.aws.cloudtrail.trail_sns_notification_test

good["sns_topic_name is aws_sns_topic.t.name"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  sns_topic_name = aws_sns_topic.t.name
}`

good["sns_topic_name comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  sns_topic_name = var.v
}`

bad["sns_topic_name is \"\""] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  sns_topic_name = ""
}`

bad["sns_topic_name is left out"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`
