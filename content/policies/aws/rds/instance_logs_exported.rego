# METADATA
# title: A database sends its logs to CloudWatch
# description: Logs on the instance go with the instance.
# custom:
#   id: rds-instance-logs-exported
#   aliases: {checkov: [CKV_AWS_129], prowler: [rds_instance_integration_cloudwatch_logs], security_hub: [RDS.9], config: [RDS_LOGGING_ENABLED]}
#   severity: medium
#   resource_types: [aws_db_instance]
#   frameworks: {nist_800_53_r5: ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2"]}
#   advice: Name the engine's logs in enabled_cloudwatch_logs_exports.
package rampart.aws.rds.instance_logs_exported

deny contains {"msg": "no log is exported", "at": ["enabled_cloudwatch_logs_exports"]} if object.get(input.values, "enabled_cloudwatch_logs_exports", []) == []
