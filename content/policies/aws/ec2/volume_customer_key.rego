# METADATA
# title: An EBS volume is encrypted with a key of your own
# description: With a key of your own the right to read a snapshot can be taken back.
# custom:
#   id: ec2-volume-customer-key
#   aliases: {checkov: [CKV_AWS_189]}
#   severity: low
#   resource_types: [aws_ebs_volume]
#   frameworks: {}
#   advice: Set kms_key_id to the ARN of a KMS key.
package rampart.aws.ec2.volume_customer_key

import data.rampart.lib.keys

deny contains {"msg": "no KMS key is set", "at": ["kms_key_id"]} if not rampart.is_set(input.values, ["kms_key_id"])

deny contains {"msg": "the key is one that AWS manages", "at": ["kms_key_id"]} if keys.of_aws(input, input.values.kms_key_id)
