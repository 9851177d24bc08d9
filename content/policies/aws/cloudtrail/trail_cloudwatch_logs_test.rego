package rampart.aws.cloudtrail.trail_cloudwatch_logs_test

good["a log group"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.x.arn}:*"
}
resource "aws_cloudwatch_log_group" "x" {
  name = "trail"
}`

bad["none"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`
