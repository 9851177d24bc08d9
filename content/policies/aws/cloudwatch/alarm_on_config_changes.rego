# METADATA
# title: Somebody is told when AWS Config is changed
# description: With the recorder stopped nobody sees what changes.
# custom:
#   id: cloudwatch-alarm-on-config-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled], security_hub: [CloudWatch.9]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.9"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_config_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("config.amazonaws.com", ["StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
