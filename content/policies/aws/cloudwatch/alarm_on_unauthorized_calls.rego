# METADATA
# title: Somebody is told of calls that were refused
# description: Refused calls are how an intruder feels the way; a burst of them is the first sign.
# custom:
#   id: cloudwatch-alarm-on-unauthorized-calls
#   aliases: {prowler: [cloudwatch_log_metric_filter_unauthorized_api_calls], security_hub: [CloudWatch.2]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.1"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_unauthorized_calls

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := [alarms.event({"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "errorCode": code}) |
	some code in ["Client.UnauthorizedOperation", "AccessDenied", "AccessDeniedException"]
]

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
