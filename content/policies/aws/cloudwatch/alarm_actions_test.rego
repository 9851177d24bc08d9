package rampart.aws.cloudwatch.alarm_actions_test

good["an action"] := `resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "n"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:s"]
}`

bad["none"] := `resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "n"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods = 1
}`

bad["an empty list"] := `resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "n"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods = 1
  alarm_actions = []
}`

bad["only for OK"] := `resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "n"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods = 1
  ok_actions = ["arn:aws:sns:eu-west-1:111122223333:s"]
}`
