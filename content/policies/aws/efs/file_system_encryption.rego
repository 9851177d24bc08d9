# METADATA
# title: A file system is encrypted
# description: "Files in the clear can be read with the storage, and so can their backups."
# custom:
#   id: efs-file-system-encryption
#   aliases: {checkov: [CKV_AWS_42], prowler: [efs_encryption_at_rest_enabled], security_hub: [EFS.1, EFS.8], config: [EFS_ENCRYPTED_CHECK, EFS_FILESYSTEM_CT_ENCRYPTED]}
#   severity: high
#   resource_types: [aws_efs_file_system]
#   frameworks: {cis_3.0: ["2.4.1"], nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set encrypted to true; an existing file system has to be made anew.
#   fix: {set: {encrypted: true}}
package rampart.aws.efs.file_system_encryption

import data.rampart.lib.keys

deny contains {"msg": "the file system is not encrypted", "at": ["encrypted"]} if not input.values.encrypted == true

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
