# METADATA
# title: A database keeps backups
# description: Without automatic backups there is nothing to go back to.
# custom:
#   id: rds-backup-retention
#   aliases: {checkov: [CKV_AWS_133], security_hub: [RDS.50, RDS.11], config: [RDS_CLUSTER_BACKUP_RETENTION_CHECK, DB_INSTANCE_BACKUP_ENABLED], prowler: [rds_instance_backup_enabled]}
#   severity: medium
#   resource_types: [aws_rds_cluster, aws_db_instance]
#   frameworks: {nist_800_53_r5: ["CP-6", "CP-6(1)", "CP-6(2)", "CP-9"]}
#   advice: "Set backup_retention_period to at least 1 day, better 7."
#   fix: {set: {backup_retention_period: 7}}
package rampart.aws.rds.backup_retention

deny contains {"msg": sprintf("backups are kept for %v days", [input.values.backup_retention_period]), "at": ["backup_retention_period"]} if input.values.backup_retention_period < rampart.parameter("min_days", 1)

deny contains {"msg": "backups cannot be kept for more than 35 days", "at": ["backup_retention_period"]} if input.values.backup_retention_period > 35
