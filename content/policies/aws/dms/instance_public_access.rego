# METADATA
# title: A replication instance has no public address
# description: It holds the credentials of two databases.
# custom:
#   id: dms-instance-public-access
#   aliases: {checkov: [CKV_AWS_89], security_hub: [DMS.1], config: [DMS_REPLICATION_NOT_PUBLIC]}
#   severity: critical
#   resource_types: [aws_dms_replication_instance]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Set publicly_accessible to false.
#   fix: {set: {publicly_accessible: false}}
package rampart.aws.dms.instance_public_access

deny contains {"msg": "the instance gets a public address", "at": ["publicly_accessible"]} if input.values.publicly_accessible == true
