# METADATA
# title: Somebody is told when IAM policies change
# description: Whoever has got in gives himself more rights next.
# custom:
#   id: cloudwatch-alarm-on-iam-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_policy_changes], security_hub: [CloudWatch.4]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.4"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_iam_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("iam.amazonaws.com", ["DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
