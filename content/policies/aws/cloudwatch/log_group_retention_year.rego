# METADATA
# title: A log group keeps logs for a year
# description: Break-ins are found after months; by then short logs are gone.
# custom:
#   id: cloudwatch-log-group-retention-year
#   aliases: {checkov: [CKV_AWS_338], prowler: [cloudwatch_log_group_retention_policy_specific_days_enabled], security_hub: [CloudWatch.16], config: [CW_LOGGROUP_RETENTION_PERIOD_CHECK]}
#   severity: low
#   resource_types: [aws_cloudwatch_log_group]
#   frameworks: {nist_800_53_r5: ["AU-6(3)", "AU-6(4)", "AU-10", "AU-11"]}
#   advice: "Set retention_in_days to 365 or more, or to 0 for ever."
#   fix: {set: {retention_in_days: 365}}
package rampart.aws.cloudwatch.log_group_retention_year

deny contains {"msg": sprintf("logs are kept for %v days", [input.values.retention_in_days]), "at": ["retention_in_days"]} if {
	input.values.retention_in_days != 0
	input.values.retention_in_days < rampart.parameter("min_days", 365)
}

deny contains {"msg": "no retention is set", "at": ["retention_in_days"]} if not rampart.is_set(input.values, ["retention_in_days"])
