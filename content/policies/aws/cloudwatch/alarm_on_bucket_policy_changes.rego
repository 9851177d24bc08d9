# METADATA
# title: Somebody is told when bucket policies change
# description: A changed policy is how a bucket becomes public.
# custom:
#   id: cloudwatch-alarm-on-bucket-policy-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_for_s3_bucket_policy_changes], security_hub: [CloudWatch.8]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.8"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_bucket_policy_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("s3.amazonaws.com", ["PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
