package rampart.aws.cloudwatch.alarm_on_config_changes_test

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
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
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
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
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

good["an account"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`

bad["an account without a trail"] := `resource "rampart_account_summary" "x" {
}`

bad["a trail of one region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = false
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`

bad["nobody has subscribed"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}`

bad["the filter of another log group"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "web"
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`

bad["an alarm on another metric"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = "{ ($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder) }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "web"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`

bad["a filter that selects everything"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = "{ $.eventName = * }"
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`

unknown["an account, with a pattern from a variable"] := `variable "v" {}
provider "aws" {
  region = "eu-west-1"
}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name = "f"
  log_group_name = "trail"
  pattern = var.v
  metric_transformation {
    name = "m"
    namespace = "cis"
    value = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "a"
  metric_name = "m"
  namespace = "cis"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods = 1
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
resource "aws_sns_topic_subscription" "s" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:security"
  protocol = "email"
  endpoint = "s@example.com"
}`
