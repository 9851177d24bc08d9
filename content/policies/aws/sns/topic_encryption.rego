# METADATA
# title: A topic encrypts its messages
# description: Messages stored for delivery in the clear can be read with the storage.
# custom:
#   id: sns-topic-encryption
#   aliases: {checkov: [CKV_AWS_26], prowler: [sns_topics_kms_encryption_at_rest_enabled], security_hub: [SNS.1], config: [SNS_ENCRYPTED_KMS]}
#   severity: medium
#   resource_types: [aws_sns_topic]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set kms_master_key_id.
package rampart.aws.sns.topic_encryption

import data.rampart.lib.keys

deny contains {"msg": "messages are not encrypted", "at": ["kms_master_key_id"]} if not rampart.is_set(input.values, ["kms_master_key_id"])

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_master_key_id"]} if keys.refused(object.get(input.values, "kms_master_key_id", ""))
