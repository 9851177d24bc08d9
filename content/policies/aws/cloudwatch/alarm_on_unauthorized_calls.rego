# METADATA
# title: Somebody is told of calls that were refused
# description: Refused calls are how an intruder feels the way; a burst of them is the first sign.
# custom:
#   id: cloudwatch-alarm-on-unauthorized-calls
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.1"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_unauthorized_calls

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["UnauthorizedOperation", "AccessDenied"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
