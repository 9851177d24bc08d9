# METADATA
# title: Somebody is told of sign-ins that fail
# description: Many failures are somebody guessing.
# custom:
#   id: cloudwatch-alarm-on-console-failures
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.6"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_console_failures

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["ConsoleLogin", "Failed authentication"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
