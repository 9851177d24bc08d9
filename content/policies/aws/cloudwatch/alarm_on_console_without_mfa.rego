# METADATA
# title: Somebody is told of sign-ins without a second factor
# description: A sign-in without a second factor is a password that was enough.
# custom:
#   id: cloudwatch-alarm-on-console-without-mfa
#   aliases: {prowler: [cloudwatch_log_metric_filter_sign_in_without_mfa], security_hub: [CloudWatch.3]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.2"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_console_without_mfa

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := [alarms.event({
	"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn",
	"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "No"},
})]

others := [alarms.event({
	"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn",
	"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"},
})]

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, others)
