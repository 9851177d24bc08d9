# METADATA
# title: A database stands in two availability zones
# description: "When its zone fails, a database alone is down until it is restored."
# custom:
#   id: rds-instance-multi-az
#   aliases: {checkov: [CKV_AWS_157], prowler: [rds_instance_multi_az], security_hub: [RDS.5], config: [RDS_MULTI_AZ_SUPPORT]}
#   severity: medium
#   resource_types: [aws_db_instance]
#   frameworks: {nist_800_53_r5: ["CP-6(2)", "CP-10", "SC-5(2)", "SC-36"]}
#   advice: Set multi_az to true.
#   fix: {set: {multi_az: true}}
package rampart.aws.rds.instance_multi_az

deny contains {"msg": "the database stands in one zone", "at": ["multi_az"]} if not input.values.multi_az == true
