# METADATA
# title: A bucket encrypts with a KMS key
# description: With a KMS key the right to decrypt is granted and logged apart from the right to read the bucket.
# custom:
#   id: s3-bucket-kms-encryption
#   aliases: {checkov: [CKV_AWS_145], prowler: [s3_bucket_kms_encryption], security_hub: [S3.17], config: [S3_DEFAULT_ENCRYPTION_KMS]}
#   severity: low
#   resource_types: [aws_s3_bucket]
#   frameworks: {}
#   advice: "Add an aws_s3_bucket_server_side_encryption_configuration resource with sse_algorithm aws:kms and a key of your own."
package rampart.aws.s3.bucket_kms_encryption

kms := {"aws:kms", "aws:kms:dsse"}

encrypted if {
	some configuration in input.values.server_side_encryption_configuration
	some rule in configuration.rule
	some applied in rule.apply_server_side_encryption_by_default
	applied.sse_algorithm in kms
}

encrypted if {
	some configuration in rampart.linked(input, "aws_s3_bucket_server_side_encryption_configuration")
	some rule in configuration.values.rule
	some applied in rule.apply_server_side_encryption_by_default
	applied.sse_algorithm in kms
}

deny contains {"msg": "objects are not encrypted with a KMS key by default", "at": ["server_side_encryption_configuration"]} if not encrypted
