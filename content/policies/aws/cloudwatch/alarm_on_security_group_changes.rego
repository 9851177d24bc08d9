# METADATA
# title: Somebody is told when security groups change
# description: An opened port is an opened door.
# custom:
#   id: cloudwatch-alarm-on-security-group-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_security_group_changes], security_hub: [CloudWatch.10]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.10"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_security_group_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("ec2.amazonaws.com", ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
