# METADATA
# title: Somebody is told when bucket policies change
# description: A changed policy is how a bucket becomes public.
# custom:
#   id: cloudwatch-alarm-on-bucket-policy-changes
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.8"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_bucket_policy_changes

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
