# METADATA
# title: A table is encrypted with a key of your own
# description: With a key of your own reading the table needs a right that you grant and see used.
# custom:
#   id: dynamodb-table-customer-key
#   aliases: {checkov: [CKV_AWS_119]}
#   severity: low
#   resource_types: [aws_dynamodb_table]
#   frameworks: {}
#   advice: Add a server_side_encryption block with enabled true and kms_key_arn.
package rampart.aws.dynamodb.table_customer_key

import data.rampart.lib.keys

encryption := input.values.server_side_encryption[0]

deny contains {"msg": "the table is not encrypted with a key of your own", "at": ["server_side_encryption"]} if not encryption.enabled == true

deny contains {"msg": "no key is named", "at": ["server_side_encryption", 0, "kms_key_arn"]} if {
	encryption.enabled == true
	not "kms_key_arn" in object.keys(encryption)
}

deny contains {"msg": "the key is one that AWS manages", "at": ["server_side_encryption", 0, "kms_key_arn"]} if keys.of_aws(input, encryption.kms_key_arn)
