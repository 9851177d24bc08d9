# METADATA
# title: Somebody is told when root is used
# description: Root can do everything and cannot be restricted; it should be used once a year.
# custom:
#   id: cloudwatch-alarm-on-root-use
#   aliases: {prowler: [cloudwatch_log_metric_filter_root_usage], security_hub: [CloudWatch.1]}
#   severity: medium
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.3"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_root_use

import data.rampart.lib.alarms

applies if alarms.judged(input)

root := {"type": "Root", "principalId": "111122223333", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"}

events := [
	alarms.event({"userIdentity": root, "eventSource": "iam.amazonaws.com", "eventName": "CreateUser"}),
	alarms.event({"userIdentity": root, "eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn"}),
]

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
