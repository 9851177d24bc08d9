# METADATA
# title: An Aurora or Multi-AZ cluster encrypts its storage
# description: "Storage, snapshots and copies of the data are readable for whoever gets hold of them."
# custom:
#   id: rds-cluster-encryption
#   aliases: {checkov: [CKV_AWS_96], prowler: [rds_cluster_storage_encrypted], security_hub: [RDS.27], config: [RDS_CLUSTER_ENCRYPTED_AT_REST]}
#   related: [rds-instance-encryption]
#   severity: high
#   resource_types: [aws_rds_cluster]
#   frameworks: {}
#   advice: Set storage_encrypted to true; the cluster must be restored from an encrypted copy of a snapshot.
package rampart.aws.rds.cluster_encryption

# Aurora serverless of the first version encrypts always.
always if input.values.engine_mode == "serverless"

deny contains {"msg": "the storage is not encrypted", "at": ["storage_encrypted"]} if {
	not input.values.storage_encrypted == true
	not always
}
