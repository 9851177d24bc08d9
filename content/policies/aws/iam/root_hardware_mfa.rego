# METADATA
# title: The second factor of root is a device
# description: "A virtual factor sits in a phone that gets lost, sold and restored from backups."
# custom:
#   id: iam-root-hardware-mfa
#   aliases: {prowler: [iam_root_hardware_mfa_enabled], security_hub: [IAM.6], config: [ROOT_ACCOUNT_HARDWARE_MFA_ENABLED]}
#   severity: high
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.6"]}
#   advice: Assign a hardware MFA device to root and take the virtual one away.
package rampart.aws.iam.root_hardware_mfa

applies if not input.values.account_password_present == 0

applies if input.values.account_access_keys_present > 0

deny contains {"msg": "root has no second factor", "at": ["account_mfa_enabled"]} if not input.values.account_mfa_enabled == 1

deny contains {"msg": "the second factor of root is virtual", "resource": device.address} if {
	some device in rampart.resources("rampart_virtual_mfa_device")
	endswith(device.values.user_arn, ":root")
}
