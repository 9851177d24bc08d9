# METADATA
# title: A log group says how long it keeps logs
# description: Logs without a limit cost more every month; logs of unknown age are no evidence.
# custom:
#   id: cloudwatch-log-group-retention
#   aliases: {checkov: [CKV_AWS_66]}
#   severity: low
#   resource_types: [aws_cloudwatch_log_group]
#   frameworks: {}
#   advice: Set retention_in_days.
package rampart.aws.cloudwatch.log_group_retention

deny contains {"msg": "no retention is set", "at": ["retention_in_days"]} if not rampart.is_set(input.values, ["retention_in_days"])
