# METADATA
# title: The bucket of a trail logs who reads it
# description: Whoever reads or deletes the log of the trail should leave a trace too.
# custom:
#   id: cloudtrail-trail-bucket-access-logging
#   aliases: {prowler: [cloudtrail_logs_s3_bucket_access_logging_enabled], security_hub: [CloudTrail.7], config: [CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING]}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.4"]}
#   advice: Add an aws_s3_bucket_logging resource for the bucket of the trail.
package rampart.aws.cloudtrail.trail_bucket_access_logging

buckets := [bucket | some bucket in rampart.refers_to(input, "s3_bucket_name"); bucket.type == "aws_s3_bucket"]

# A bucket that is not in this tree cannot be judged here.
applies if count(buckets) > 0

logged(bucket) if count(bucket.values.logging) > 0

logged(bucket) if count(rampart.linked_by(bucket, "aws_s3_bucket_logging", "bucket")) > 0

deny contains {"msg": "requests to the bucket of the trail are not logged", "resource": bucket.address} if {
	some bucket in buckets
	not logged(bucket)
}
