# METADATA
# title: A database has no public address
# description: "A database on the internet is scanned within minutes, and one weak password is enough."
# custom:
#   id: rds-instance-public-access
#   aliases: {checkov: [CKV_AWS_17], security_hub: [RDS.2], config: [RDS_INSTANCE_PUBLIC_ACCESS_CHECK]}
#   severity: critical
#   resource_types: [aws_db_instance, aws_rds_cluster_instance]
#   frameworks: {cis_3.0: ["2.3.3"], nist_800_53_r5: ["AC-4", "AC-4(21)", "SC-7", "SC-7(4)"]}
#   advice: Set publicly_accessible to false.
#   fix: {set: {publicly_accessible: false}}
package rampart.aws.rds.instance_public_access

deny contains {"msg": "the database gets a public address", "at": ["publicly_accessible"]} if input.values.publicly_accessible == true
