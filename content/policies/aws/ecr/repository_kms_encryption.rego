# METADATA
# title: Images are encrypted with a KMS key
# description: With a key of your own pulling needs a right that you grant and see used.
# custom:
#   id: ecr-repository-kms-encryption
#   aliases: {checkov: [CKV_AWS_136], security_hub: [ECR.5], config: [ECR_REPOSITORY_CMK_ENCRYPTION_ENABLED]}
#   severity: low
#   resource_types: [aws_ecr_repository]
#   frameworks: {}
#   advice: Add an encryption_configuration block with encryption_type KMS.
package rampart.aws.ecr.repository_kms_encryption

deny contains {"msg": "images are not encrypted with a KMS key", "at": ["encryption_configuration", 0, "encryption_type"]} if not input.values.encryption_configuration[0].encryption_type == "KMS"
