# METADATA
# title: A DAX cluster encrypts what it keeps
# description: The cache holds the same items as the tables behind it.
# custom:
#   id: dax-cluster-encryption
#   aliases: {checkov: [CKV_AWS_47], prowler: [dynamodb_accelerator_cluster_encryption_enabled], security_hub: [DynamoDB.3], config: [DAX_ENCRYPTION_ENABLED]}
#   severity: medium
#   resource_types: [aws_dax_cluster]
#   frameworks: {}
#   advice: Add server_side_encryption with enabled = true; the cluster must be made anew.
package rampart.aws.dax.cluster_encryption

deny contains {"msg": "the cluster does not encrypt", "at": ["server_side_encryption", 0, "enabled"]} if not input.values.server_side_encryption[0].enabled == true
