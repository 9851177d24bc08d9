# METADATA
# title: Old versions are deleted with a second factor only
# description: With versioning and MFA delete not even a stolen key can destroy the data.
# custom:
#   id: s3-bucket-mfa-delete
#   aliases: {prowler: [s3_bucket_no_mfa_delete], security_hub: [S3.20], config: [S3_BUCKET_MFA_DELETE_ENABLED]}
#   severity: low
#   resource_types: [aws_s3_bucket_versioning, aws_s3_bucket]
#   frameworks: {cis_3.0: ["2.1.2"]}
#   advice: Set mfa_delete to Enabled in the versioning configuration; only root can.
package rampart.aws.s3.bucket_mfa_delete

import data.rampart.lib.accounts

applies if input.type == "aws_s3_bucket_versioning"

# A bucket of an account that was never versioned.
applies if {
	accounts.live
	count(rampart.linked(input, "aws_s3_bucket_versioning")) == 0
}

deny contains {"msg": "the bucket is not versioned"} if {
	input.type == "aws_s3_bucket"
	count(rampart.linked(input, "aws_s3_bucket_versioning")) == 0
}

deny contains {"msg": "versions can be deleted without a second factor", "at": ["versioning_configuration", 0, "mfa_delete"]} if {
	input.type == "aws_s3_bucket_versioning"
	not input.values.versioning_configuration[0].mfa_delete == "Enabled"
}
