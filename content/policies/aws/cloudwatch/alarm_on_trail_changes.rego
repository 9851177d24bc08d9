# METADATA
# title: Somebody is told when a trail is changed
# description: Stopping the log comes before what must not be logged.
# custom:
#   id: cloudwatch-alarm-on-trail-changes
#   aliases: {}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.5"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_trail_changes

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
