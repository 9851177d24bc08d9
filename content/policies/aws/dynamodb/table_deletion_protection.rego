# METADATA
# title: A table cannot be deleted by one call
# description: "One wrong command, or one stolen key, ends the table and all that is in it."
# custom:
#   id: dynamodb-table-deletion-protection
#   aliases: {prowler: [dynamodb_table_deletion_protection_enabled], security_hub: [DynamoDB.6], config: [DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED]}
#   severity: low
#   resource_types: [aws_dynamodb_table]
#   frameworks: {}
#   advice: Set deletion_protection_enabled to true.
#   fix: {set: {deletion_protection_enabled: true}}
package rampart.aws.dynamodb.table_deletion_protection

deny contains {"msg": "the table can be deleted", "at": ["deletion_protection_enabled"]} if not input.values.deletion_protection_enabled == true
