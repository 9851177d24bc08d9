# METADATA
# title: A bucket logs who reads it
# description: Without access logs nobody can tell after a leak what was read and by whom.
# custom:
#   id: s3-bucket-access-logging
#   aliases: {checkov: [CKV_AWS_18], prowler: [s3_bucket_server_access_logging_enabled], security_hub: [S3.9], config: [S3_BUCKET_LOGGING_ENABLED]}
#   severity: medium
#   resource_types: [aws_s3_bucket]
#   frameworks: {nist_800_53_r5: ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2"]}
#   advice: Add an aws_s3_bucket_logging resource that sends the access log to another bucket.
package rampart.aws.s3.bucket_access_logging

logged if count(input.values.logging) > 0

logged if count(rampart.linked(input, "aws_s3_bucket_logging")) > 0

deny contains {"msg": "requests to this bucket are not logged", "at": ["logging"]} if not logged
