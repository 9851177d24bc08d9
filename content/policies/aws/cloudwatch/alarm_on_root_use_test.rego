package rampart.aws.cloudwatch.alarm_on_root_use_test

good["a filter and an alarm"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.x.arn}:*"
}
resource "aws_cloudwatch_log_group" "x" {
  name = "trail"
}
resource "aws_cloudwatch_log_metric_filter" "x" {
  name = "f"
  log_group_name = aws_cloudwatch_log_group.x.name
  pattern = "{ ($.eventName = userIdentity.type) || ($.eventName = Root) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = aws_cloudwatch_log_metric_filter.x.metric_transformation[0].name
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}`

bad["a trail with a log group and nothing else"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.x.arn}:*"
}
resource "aws_cloudwatch_log_group" "x" {
  name = "trail"
}`

bad["a filter without an alarm"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.x.arn}:*"
}
resource "aws_cloudwatch_log_group" "x" {
  name = "trail"
}
resource "aws_cloudwatch_log_metric_filter" "x" {
  name = "f"
  log_group_name = aws_cloudwatch_log_group.x.name
  pattern = "{ ($.eventName = userIdentity.type) || ($.eventName = Root) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}`

unknown["the pattern comes from a variable"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.x.arn}:*"
}
resource "aws_cloudwatch_log_group" "x" {
  name = "trail"
}
resource "aws_cloudwatch_log_metric_filter" "x" {
  name = "f"
  log_group_name = aws_cloudwatch_log_group.x.name
  pattern = var.v
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = aws_cloudwatch_log_metric_filter.x.metric_transformation[0].name
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}`
