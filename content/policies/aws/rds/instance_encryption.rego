# METADATA
# title: A database instance encrypts its storage
# description: Snapshots and backups of a database in the clear are in the clear too.
# custom:
#   id: rds-instance-encryption
#   aliases: {checkov: [CKV_AWS_16], prowler: [rds_instance_storage_encrypted], security_hub: [RDS.3], config: [RDS_STORAGE_ENCRYPTED]}
#   severity: high
#   resource_types: [aws_db_instance]
#   frameworks: {cis_3.0: ["2.3.1"], nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set storage_encrypted to true; an existing instance has to be restored from an encrypted snapshot.
#   fix: {set: {storage_encrypted: true}}
package rampart.aws.rds.instance_encryption

import data.rampart.lib.keys

deny contains {"msg": "storage is not encrypted", "at": ["storage_encrypted"]} if not input.values.storage_encrypted == true

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
