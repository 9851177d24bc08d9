# METADATA
# title: Somebody is told when a key is disabled or deleted
# description: Data whose key is gone is gone.
# custom:
#   id: cloudwatch-alarm-on-key-deletion
#   aliases: {prowler: [cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk], security_hub: [CloudWatch.7]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.7"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_key_deletion

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("kms.amazonaws.com", ["DisableKey", "ScheduleKeyDeletion"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
