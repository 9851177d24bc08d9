# METADATA
# title: A symmetric KMS key is rotated every year
# description: "A key that never changes protects ever more data, and its loss costs ever more."
# custom:
#   id: kms-key-rotation
#   aliases: {checkov: [CKV_AWS_7], prowler: [kms_cmk_rotation_enabled], security_hub: [KMS.4], config: [CMK_BACKING_KEY_ROTATION_ENABLED]}
#   severity: medium
#   resource_types: [aws_kms_key]
#   frameworks: {cis_3.0: ["3.6"], nist_800_53_r5: ["SC-12", "SC-12(2)", "SC-28(3)"]}
#   advice: Set enable_key_rotation to true.
#   fix: {set: {enable_key_rotation: true}}
package rampart.aws.kms.key_rotation

applies if not asymmetric

asymmetric if {
	spec := input.values.customer_master_key_spec
	not spec in {"SYMMETRIC_DEFAULT", "HMAC"}
}

deny contains {"msg": "the key is not rotated", "at": ["enable_key_rotation"]} if not input.values.enable_key_rotation == true
