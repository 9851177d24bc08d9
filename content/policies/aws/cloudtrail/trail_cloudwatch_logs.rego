# METADATA
# title: A trail sends its events to CloudWatch Logs
# description: Metric filters and alarms can only see what is in a log group.
# custom:
#   id: cloudtrail-trail-cloudwatch-logs
#   aliases: {prowler: [cloudtrail_cloudwatch_logging_enabled], security_hub: [CloudTrail.5], config: [CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED]}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {nist_800_53_r5: ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2"]}
#   advice: Set cloud_watch_logs_group_arn to a log group and cloud_watch_logs_role_arn to a role that may write to it.
package rampart.aws.cloudtrail.trail_cloudwatch_logs

deny contains {"msg": "events do not go to a log group", "at": ["cloud_watch_logs_group_arn"]} if not rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])
