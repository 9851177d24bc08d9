# METADATA
# title: No snapshot of a database can be restored by everybody
# description: "Whoever restores it has all the data, in an account that nobody else sees."
# custom:
#   id: rds-snapshot-public
#   aliases: {prowler: [rds_snapshots_public_access], security_hub: [RDS.1], config: [RDS_SNAPSHOTS_PUBLIC_PROHIBITED]}
#   severity: critical
#   resource_types: [aws_db_snapshot, aws_db_cluster_snapshot]
#   frameworks: {}
#   advice: "Take the word all out of shared_accounts, and name the accounts that need it."
package rampart.aws.rds.snapshot_public

deny contains {"msg": "everybody can restore the snapshot", "at": ["shared_accounts"]} if "all" in input.values.shared_accounts
