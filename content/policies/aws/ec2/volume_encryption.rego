# METADATA
# title: An EBS volume is encrypted
# description: "A volume in the clear makes snapshots in the clear, and these get shared by mistake."
# custom:
#   id: ec2-volume-encryption
#   aliases: {checkov: [CKV_AWS_3], prowler: [ec2_ebs_volume_encryption]}
#   severity: high
#   resource_types: [aws_ebs_volume]
#   frameworks: {cis_3.0: ["2.2.1"]}
#   advice: Set encrypted to true.
#   fix: {set: {encrypted: true}}
package rampart.aws.ec2.volume_encryption

import data.rampart.lib.keys

deny contains {"msg": "the volume is not encrypted", "at": ["encrypted"]} if not input.values.encrypted == true

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
