# METADATA
# title: Somebody is told when a key is disabled or deleted
# description: Data whose key is gone is gone.
# custom:
#   id: cloudwatch-alarm-on-key-deletion
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.7"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_key_deletion

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["DisableKey", "ScheduleKeyDeletion"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
