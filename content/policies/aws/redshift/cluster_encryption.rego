# METADATA
# title: A warehouse cluster is encrypted
# description: Snapshots of a cluster in the clear are in the clear too.
# custom:
#   id: redshift-cluster-encryption
#   aliases: {checkov: [CKV_AWS_64], prowler: [redshift_cluster_encrypted_at_rest], security_hub: [Redshift.10], config: [REDSHIFT_CLUSTER_KMS_ENABLED]}
#   severity: high
#   resource_types: [aws_redshift_cluster]
#   frameworks: {}
#   advice: Set encrypted to true.
#   fix: {set: {encrypted: true}}
package rampart.aws.redshift.cluster_encryption

import data.rampart.lib.keys

deny contains {"msg": "the cluster is not encrypted", "at": ["encrypted"]} if not input.values.encrypted == "true"

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
