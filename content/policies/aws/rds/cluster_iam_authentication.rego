# METADATA
# title: A database cluster accepts IAM credentials
# description: Tokens of IAM run out after minutes; passwords in configuration do not.
# custom:
#   id: rds-cluster-iam-authentication
#   aliases: {checkov: [CKV_AWS_162], prowler: [rds_cluster_iam_authentication_enabled], security_hub: [RDS.12], config: [RDS_CLUSTER_IAM_AUTHENTICATION_ENABLED]}
#   severity: low
#   resource_types: [aws_rds_cluster]
#   frameworks: {nist_800_53_r5: ["AC-2(1)", "AC-3", "AC-3(7)", "AC-3(15)"]}
#   advice: Set iam_database_authentication_enabled to true.
#   fix: {set: {iam_database_authentication_enabled: true}}
package rampart.aws.rds.cluster_iam_authentication

deny contains {"msg": "IAM authentication is not enabled", "at": ["iam_database_authentication_enabled"]} if not input.values.iam_database_authentication_enabled == true
