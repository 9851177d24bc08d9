# METADATA
# title: New EBS volumes are encrypted by default
# description: The default catches the volumes that nobody thought of.
# custom:
#   id: ec2-ebs-default-encryption
#   aliases: {checkov: [CKV_AWS_106], prowler: [ec2_ebs_default_encryption], security_hub: [EC2.7], config: [EC2_EBS_ENCRYPTION_BY_DEFAULT]}
#   severity: medium
#   resource_types: [aws_ebs_encryption_by_default]
#   frameworks: {cis_3.0: ["2.2.1"], nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set enabled to true.
#   fix: {set: {enabled: true}}
package rampart.aws.ec2.ebs_default_encryption

deny contains {"msg": "encryption by default is off", "at": ["enabled"]} if {
	"enabled" in object.keys(input.values)
	not input.values.enabled == true
}
