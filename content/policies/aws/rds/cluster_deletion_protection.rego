# METADATA
# title: A database cluster cannot be deleted by one call
# description: "One wrong apply, or one stolen key, deletes a cluster that nothing protects."
# custom:
#   id: rds-cluster-deletion-protection
#   aliases: {checkov: [CKV_AWS_139], prowler: [rds_cluster_deletion_protection], security_hub: [RDS.7], config: [RDS_CLUSTER_DELETION_PROTECTION_ENABLED]}
#   severity: medium
#   resource_types: [aws_rds_cluster]
#   frameworks: {nist_800_53_r5: ["CM-3", "SC-5(2)"]}
#   advice: Set deletion_protection to true.
#   fix: {set: {deletion_protection: true}}
package rampart.aws.rds.cluster_deletion_protection

deny contains {"msg": "deletion protection is off", "at": ["deletion_protection"]} if not input.values.deletion_protection == true
