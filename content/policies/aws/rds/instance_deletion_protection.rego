# METADATA
# title: A database cannot be deleted by one call
# description: "One wrong apply, or one stolen key, deletes a database that nothing protects."
# custom:
#   id: rds-instance-deletion-protection
#   aliases: {checkov: [CKV_AWS_293], prowler: [rds_instance_deletion_protection], security_hub: [RDS.8], config: [RDS_INSTANCE_DELETION_PROTECTION_ENABLED]}
#   severity: medium
#   resource_types: [aws_db_instance]
#   frameworks: {nist_800_53_r5: ["CM-3", "SC-5(2)", "SI-13(5)"]}
#   advice: Set deletion_protection to true.
#   fix: {set: {deletion_protection: true}}
package rampart.aws.rds.instance_deletion_protection

deny contains {"msg": "deletion protection is off", "at": ["deletion_protection"]} if not input.values.deletion_protection == true
