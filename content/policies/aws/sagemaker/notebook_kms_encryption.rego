# METADATA
# title: The disk of a notebook is encrypted by a named KMS key
# description: "Training data lies on it, and only a key of one's own can be taken away."
# custom:
#   id: sagemaker-notebook-kms-encryption
#   aliases: {checkov: [CKV_AWS_22], prowler: [sagemaker_notebook_instance_encryption_enabled], security_hub: [SageMaker.21], config: [SAGEMAKER_NOTEBOOK_INSTANCE_KMS_KEY_CONFIGURED, SAGEMAKER_NOTEBOOK_INSTANCE_STORAGE_VOL_KMS_ENCRYPTED]}
#   severity: medium
#   resource_types: [aws_sagemaker_notebook_instance]
#   frameworks: {}
#   advice: Set kms_key_id; the notebook must be made anew.
package rampart.aws.sagemaker.notebook_kms_encryption

import data.rampart.lib.keys

deny contains {"msg": "no KMS key is named", "at": ["kms_key_id"]} if not rampart.is_set(input.values, ["kms_key_id"])

deny contains {"msg": "the key is none of the allowed ones", "at": ["kms_key_id"]} if keys.refused(input.values.kms_key_id)
