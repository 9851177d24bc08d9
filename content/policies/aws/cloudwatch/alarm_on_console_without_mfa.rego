# METADATA
# title: Somebody is told of sign-ins without a second factor
# description: A sign-in without a second factor is a password that was enough.
# custom:
#   id: cloudwatch-alarm-on-console-without-mfa
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.2"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_console_without_mfa

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["ConsoleLogin", "MFAUsed"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
