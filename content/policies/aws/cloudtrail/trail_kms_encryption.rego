# METADATA
# title: A trail encrypts its log files with a KMS key
# description: "Log files name every account, role and address that acts; a key of your own decides who may read them."
# custom:
#   id: cloudtrail-trail-kms-encryption
#   aliases: {checkov: [CKV_AWS_35], prowler: [cloudtrail_kms_encryption_enabled], security_hub: [CloudTrail.2], config: [CLOUD_TRAIL_ENCRYPTION_ENABLED]}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.5"], nist_800_53_r5: ["AU-9", "CA-9(1)", "CM-3(6)", "SC-7(10)"]}
#   advice: Set kms_key_id to the ARN of a KMS key.
package rampart.aws.cloudtrail.trail_kms_encryption

deny contains {"msg": "no KMS key is set", "at": ["kms_key_id"]} if not rampart.is_set(input.values, ["kms_key_id"])
