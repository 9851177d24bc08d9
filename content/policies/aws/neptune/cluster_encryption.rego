# METADATA
# title: A Neptune cluster encrypts its storage
# description: Storage and snapshots are readable for whoever gets hold of them.
# custom:
#   id: neptune-cluster-encryption
#   aliases: {checkov: [CKV_AWS_44], prowler: [neptune_cluster_storage_encrypted], security_hub: [Neptune.1], config: [NEPTUNE_CLUSTER_ENCRYPTED]}
#   severity: high
#   resource_types: [aws_neptune_cluster]
#   frameworks: {}
#   advice: Set storage_encrypted to true; the cluster must be restored from a snapshot.
package rampart.aws.neptune.cluster_encryption

deny contains {"msg": "the storage is not encrypted", "at": ["storage_encrypted"]} if not input.values.storage_encrypted == true
