# METADATA
# title: Somebody is told of sign-ins that fail
# description: Many failures are somebody guessing.
# custom:
#   id: cloudwatch-alarm-on-console-failures
#   aliases: {prowler: [cloudwatch_log_metric_filter_authentication_failures], security_hub: [CloudWatch.6]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.6"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_console_failures

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := [alarms.event({
	"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn", "errorMessage": "Failed authentication",
	"responseElements": {"ConsoleLogin": "Failure"}, "additionalEventData": {"MFAUsed": "No"},
})]

others := [alarms.event({
	"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn",
	"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"},
})]

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, others)
