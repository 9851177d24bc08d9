# METADATA
# title: An EKS cluster encrypts its secrets with a KMS key
# description: Secrets in etcd are only base64; a key of your own makes a copy of them useless.
# custom:
#   id: eks-cluster-secrets-encryption
#   aliases: {checkov: [CKV_AWS_58], prowler: [eks_cluster_kms_cmk_encryption_in_secrets_enabled], security_hub: [EKS.3], config: [EKS_CLUSTER_SECRETS_ENCRYPTED, EKS_SECRETS_ENCRYPTED]}
#   severity: medium
#   resource_types: [aws_eks_cluster]
#   frameworks: {}
#   advice: Add an encryption_config block for the resource secrets.
package rampart.aws.eks.cluster_secrets_encryption

deny contains {"msg": "secrets are not encrypted with a key of your own", "at": ["encryption_config"]} if not input.values.encryption_config[0].resources == ["secrets"]
