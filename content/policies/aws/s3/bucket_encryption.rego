# METADATA
# title: A bucket encrypts what it holds
# description: Objects stored in the clear can be read by whoever gets at the storage or a copy of it.
# custom:
#   id: s3-bucket-encryption
#   aliases: {checkov: [CKV_AWS_19], prowler: [s3_bucket_default_encryption], security_hub: [S3.4], config: [S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED]}
#   severity: low
#   resource_types: [aws_s3_bucket]
#   frameworks: {nist_800_53_r5: ["AU-9", "AU-9(2)", "AU-9(7)", "CA-9(1)"]}
#   advice: Since January 2023 S3 encrypts by default; to choose the key add an aws_s3_bucket_server_side_encryption_configuration resource.
package rampart.aws.s3.bucket_encryption

algorithms := {"AES256", "aws:kms", "aws:kms:dsse"}

wrong contains object.get(applied, "sse_algorithm", "nothing") if {
	some configuration in input.values.server_side_encryption_configuration
	some rule in configuration.rule
	some applied in rule.apply_server_side_encryption_by_default
	not object.get(applied, "sse_algorithm", "nothing") in algorithms
}

wrong contains object.get(applied, "sse_algorithm", "nothing") if {
	some configuration in rampart.linked_by(input, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
	some rule in configuration.values.rule
	some applied in rule.apply_server_side_encryption_by_default
	not object.get(applied, "sse_algorithm", "nothing") in algorithms
}

deny contains {"msg": sprintf("%v is no encryption of S3", [algorithm]), "at": ["server_side_encryption_configuration"]} if some algorithm in wrong
