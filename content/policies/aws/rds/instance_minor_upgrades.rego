# METADATA
# title: A database takes minor upgrades by itself
# description: Minor versions carry the security fixes of the engine.
# custom:
#   id: rds-instance-minor-upgrades
#   aliases: {checkov: [CKV_AWS_226], prowler: [rds_instance_minor_version_upgrade_enabled], security_hub: [RDS.13], config: [RDS_AUTOMATIC_MINOR_VERSION_UPGRADE_ENABLED]}
#   severity: medium
#   resource_types: [aws_db_instance, aws_rds_cluster_instance]
#   frameworks: {cis_3.0: ["2.3.2"], nist_800_53_r5: ["SI-2", "SI-2(2)", "SI-2(4)", "SI-2(5)"]}
#   advice: Set auto_minor_version_upgrade to true.
#   fix: {set: {auto_minor_version_upgrade: true}}
package rampart.aws.rds.instance_minor_upgrades

deny contains {"msg": "minor upgrades are not automatic", "at": ["auto_minor_version_upgrade"]} if not input.values.auto_minor_version_upgrade == true
