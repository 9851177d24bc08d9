# METADATA
# title: Old versions are deleted with a second factor only
# description: With versioning and MFA delete not even a stolen key can destroy the data.
# custom:
#   id: s3-bucket-mfa-delete
#   aliases: {}
#   severity: low
#   resource_types: [aws_s3_bucket_versioning]
#   frameworks: {cis_3.0: ["2.1.2"]}
#   advice: Set mfa_delete to Enabled in the versioning configuration; only root can.
package rampart.aws.s3.bucket_mfa_delete

deny contains {"msg": "versions can be deleted without a second factor", "at": ["versioning_configuration", 0, "mfa_delete"]} if not input.values.versioning_configuration[0].mfa_delete == "Enabled"
