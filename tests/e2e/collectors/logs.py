"""CloudWatch Logs: groups, filters, who may write."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*"}]}


def make(aws):
    logs = aws("logs")
    logs.create_log_group(logGroupName="trail", kmsKeyId="arn:aws:kms:eu-west-1:123456789012:key/1")
    logs.put_retention_policy(logGroupName="trail", retentionInDays=365)
    logs.create_log_group(logGroupName="never")
    logs.put_metric_filter(logGroupName="trail", filterName="root", filterPattern='{ $.userIdentity.type = "Root" }', metricTransformations=[
        {"metricName": "RootUse", "metricNamespace": "Cis", "metricValue": "1", "defaultValue": 0}])
    logs.put_resource_policy(policyName="dns", policyDocument=json.dumps(POLICY))


CASES = [Case("groups", """
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 365
  kms_key_id        = "arn:aws:kms:eu-west-1:@account@:key/1"
}
resource "aws_cloudwatch_log_group" "never" {
  name = "never"
}
resource "aws_cloudwatch_log_metric_filter" "root" {
  name           = "root"
  log_group_name = "trail"
  pattern        = "{ $.userIdentity.type = \\"Root\\" }"
  metric_transformation {
    name          = "RootUse"
    namespace     = "Cis"
    value         = "1"
    default_value = "0"
  }
}
resource "aws_cloudwatch_log_resource_policy" "dns" {
  policy_name     = "dns"
  policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "route53.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }] })
}
""", make, leave={"aws_cloudwatch_log_metric_filter.metric_transformation.default_value": "0 and 0.0"})]
