# METADATA
# title: A bucket keeps old versions of its objects
# description: "Without versioning an object that is overwritten or deleted, by mistake or by an intruder, is gone."
# custom:
#   id: s3-bucket-versioning
#   aliases: {checkov: [CKV_AWS_21], prowler: [s3_bucket_object_versioning], security_hub: [S3.14], config: [S3_BUCKET_VERSIONING_ENABLED]}
#   severity: medium
#   resource_types: [aws_s3_bucket]
#   frameworks: {nist_800_53_r5: ["AU-9(2)", "CP-6", "CP-6(1)", "CP-6(2)"]}
#   advice: Add an aws_s3_bucket_versioning resource for the bucket with status Enabled.
#   fix: {companion: aws_s3_bucket_versioning, by: bucket, values: {versioning_configuration: [{status: Enabled}]}}
package rampart.aws.s3.bucket_versioning

enabled if {
	some block in input.values.versioning
	block.enabled == true
}

enabled if {
	some versioning in rampart.linked(input, "aws_s3_bucket_versioning")
	some block in versioning.values.versioning_configuration
	block.status == "Enabled"
}

deny contains {"msg": "versioning is not enabled", "at": ["versioning"]} if not enabled
