# METADATA
# title: Somebody is told when root is used
# description: Root can do everything and cannot be restricted; it should be used once a year.
# custom:
#   id: cloudwatch-alarm-on-root-use
#   aliases: {}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.3"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_root_use

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["userIdentity.type", "Root"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
