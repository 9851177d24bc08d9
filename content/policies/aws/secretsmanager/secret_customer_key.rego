# METADATA
# title: A secret is encrypted with a key of your own
# description: With the key of AWS every identity of the account that may read the secret may decrypt it.
# custom:
#   id: secretsmanager-secret-customer-key
#   aliases: {checkov: [CKV_AWS_149], config: [SECRETSMANAGER_USING_CMK]}
#   severity: low
#   resource_types: [aws_secretsmanager_secret]
#   frameworks: {}
#   advice: Set kms_key_id to a key of your own.
package rampart.aws.secretsmanager.secret_customer_key

import data.rampart.lib.keys

deny contains {"msg": "no key is set", "at": ["kms_key_id"]} if not rampart.is_set(input.values, ["kms_key_id"])

deny contains {"msg": "the key is one that AWS manages", "at": ["kms_key_id"]} if {
	rampart.is_known(input.values.kms_key_id)
	contains(input.values.kms_key_id, "aws/")
}

deny contains {"msg": "the key is not one of those allowed", "at": ["kms_key_id"]} if keys.refused(object.get(input.values, "kms_key_id", ""))
