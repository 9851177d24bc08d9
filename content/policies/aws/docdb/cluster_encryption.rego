# METADATA
# title: A DocumentDB cluster encrypts its storage
# description: Storage and snapshots are readable for whoever gets hold of them.
# custom:
#   id: docdb-cluster-encryption
#   aliases: {checkov: [CKV_AWS_74], prowler: [documentdb_cluster_storage_encrypted], security_hub: [DocumentDB.1], config: [DOCDB_CLUSTER_ENCRYPTED]}
#   severity: high
#   resource_types: [aws_docdb_cluster]
#   frameworks: {}
#   advice: Set storage_encrypted to true; the cluster must be restored from a snapshot.
package rampart.aws.docdb.cluster_encryption

deny contains {"msg": "the storage is not encrypted", "at": ["storage_encrypted"]} if not input.values.storage_encrypted == true
