# METADATA
# title: A trail can prove that its log files are unchanged
# description: Without digests nobody can tell whether an intruder has edited the log.
# custom:
#   id: cloudtrail-trail-log-validation
#   aliases: {checkov: [CKV_AWS_36], prowler: [cloudtrail_log_file_validation_enabled], security_hub: [CloudTrail.4], config: [CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED]}
#   severity: medium
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.2"], nist_800_53_r5: ["AU-9", "SI-4", "SI-7(1)", "SI-7(3)"]}
#   advice: Set enable_log_file_validation to true.
#   fix: {set: {enable_log_file_validation: true}}
package rampart.aws.cloudtrail.trail_log_validation

deny contains {"msg": "log file validation is not on", "at": ["enable_log_file_validation"]} if not input.values.enable_log_file_validation == true
