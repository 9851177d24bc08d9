# METADATA
# title: A table can be restored to any second
# description: "Without it a bad deployment can only be undone to the last backup, if there is one."
# custom:
#   id: dynamodb-table-point-in-time-recovery
#   aliases: {checkov: [CKV_AWS_28], prowler: [dynamodb_tables_pitr_enabled], security_hub: [DynamoDB.2], config: [DYNAMODB_PITR_ENABLED]}
#   severity: medium
#   resource_types: [aws_dynamodb_table]
#   frameworks: {nist_800_53_r5: ["CP-6(2)", "CP-9", "CP-10", "SC-5(2)"]}
#   advice: Add a point_in_time_recovery block with enabled true.
package rampart.aws.dynamodb.table_point_in_time_recovery

deny contains {"msg": "point in time recovery is off", "at": ["point_in_time_recovery", 0, "enabled"]} if not input.values.point_in_time_recovery[0].enabled == true
