"""CloudWatch: alarms."""
from collectors import Case


def make(aws):
    topic = "arn:aws:sns:eu-west-1:123456789012:t"
    cloudwatch = aws("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName="root", AlarmDescription="d", MetricName="RootUse", Namespace="Cis", Statistic="Sum", Period=300, EvaluationPeriods=1, Threshold=1,
                                ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic], OKActions=[topic], TreatMissingData="notBreaching",
                                Dimensions=[{"Name": "a", "Value": "b"}], ActionsEnabled=False)
    cloudwatch.put_metric_alarm(AlarmName="rate", EvaluationPeriods=2, Threshold=10, ComparisonOperator="GreaterThanThreshold", Metrics=[
        {"Id": "e1", "Expression": "m1*2", "Label": "l", "ReturnData": True},
        {"Id": "m1", "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "M", "Dimensions": [{"Name": "a", "Value": "b"}]}, "Period": 60, "Stat": "Sum"}, "ReturnData": False}])


CASES = [Case("alarms", """
resource "aws_cloudwatch_metric_alarm" "root" {
  alarm_name          = "root"
  alarm_description   = "d"
  metric_name         = "RootUse"
  namespace           = "Cis"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  alarm_actions       = ["arn:aws:sns:eu-west-1:@account@:t"]
  ok_actions          = ["arn:aws:sns:eu-west-1:@account@:t"]
  treat_missing_data  = "notBreaching"
  dimensions          = { a = "b" }
  actions_enabled     = false
}
resource "aws_cloudwatch_metric_alarm" "rate" {
  alarm_name          = "rate"
  evaluation_periods  = 2
  threshold           = 10
  comparison_operator = "GreaterThanThreshold"
  metric_query {
    id          = "e1"
    expression  = "m1*2"
    label       = "l"
    return_data = true
  }
  metric_query {
    id = "m1"
    metric {
      namespace   = "N"
      metric_name = "M"
      period      = 60
      stat        = "Sum"
      dimensions  = { a = "b" }
    }
  }
}
""", make), Case("an alarm of alarms", """
resource "aws_cloudwatch_composite_alarm" "both" {
  alarm_name    = "both"
  alarm_rule    = "ALARM(root) AND ALARM(rate)"
  alarm_actions = ["arn:aws:sns:eu-west-1:@account@:t"]
  actions_suppressor {
    alarm            = "work"
    extension_period = 10
    wait_period      = 20
  }
}
""", answers={"cloudwatch:DescribeAlarms": {"MetricAlarms": [], "CompositeAlarms": [
    {"AlarmName": "both", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:both", "AlarmRule": "ALARM(root) AND ALARM(rate)", "ActionsEnabled": True, "OKActions": [],
     "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:t"], "ActionsSuppressor": "work", "ActionsSuppressorExtensionPeriod": 10, "ActionsSuppressorWaitPeriod": 20}]}})]
