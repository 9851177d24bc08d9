# METADATA
# title: A database accepts IAM credentials
# description: Tokens of IAM run out after minutes; passwords in configuration do not.
# custom:
#   id: rds-instance-iam-authentication
#   aliases: {checkov: [CKV_AWS_161], prowler: [rds_instance_iam_authentication_enabled], security_hub: [RDS.10], config: [RDS_INSTANCE_IAM_AUTHENTICATION_ENABLED]}
#   severity: low
#   resource_types: [aws_db_instance]
#   frameworks: {nist_800_53_r5: ["AC-2(1)", "AC-3", "AC-3(7)", "AC-3(15)"]}
#   advice: Set iam_database_authentication_enabled to true.
#   fix: {set: {iam_database_authentication_enabled: true}}
package rampart.aws.rds.instance_iam_authentication

applies if input.values.engine in {"mysql", "postgres"}

deny contains {"msg": "IAM authentication is not enabled", "at": ["iam_database_authentication_enabled"]} if not input.values.iam_database_authentication_enabled == true
