# METADATA
# title: Somebody is told when a trail is changed
# description: Stopping the log comes before what must not be logged.
# custom:
#   id: cloudwatch-alarm-on-trail-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled], security_hub: [CloudWatch.5]}
#   severity: medium
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.5"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_trail_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("cloudtrail.amazonaws.com", ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
