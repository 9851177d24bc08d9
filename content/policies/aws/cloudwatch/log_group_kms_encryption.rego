# METADATA
# title: A log group is encrypted with a KMS key
# description: Logs hold more secrets than anyone means them to.
# custom:
#   id: cloudwatch-log-group-kms-encryption
#   aliases: {checkov: [CKV_AWS_158], prowler: [cloudwatch_log_group_kms_encryption_enabled], config: [CLOUDWATCH_LOG_GROUP_ENCRYPTED]}
#   severity: low
#   resource_types: [aws_cloudwatch_log_group]
#   frameworks: {}
#   advice: Set kms_key_id to the ARN of a KMS key that CloudWatch Logs may use.
package rampart.aws.cloudwatch.log_group_kms_encryption

import data.rampart.lib.keys

deny contains {"msg": "no KMS key is set", "at": ["kms_key_id"]} if not rampart.is_set(input.values, ["kms_key_id"])

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
