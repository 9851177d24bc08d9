# METADATA
# title: Root signs in with a second factor
# description: The password of root alone opens everything in the account.
# custom:
#   id: iam-root-mfa
#   aliases: {prowler: [iam_root_mfa_enabled], security_hub: [IAM.9], config: [ROOT_ACCOUNT_MFA_ENABLED]}
#   severity: critical
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.5"]}
#   advice: Sign in as root and assign a hardware MFA device.
package rampart.aws.iam.root_mfa

# Where the organization has taken root's credentials away there is nothing to protect.
applies if not input.values.account_password_present == 0

applies if input.values.account_access_keys_present > 0

deny contains {"msg": "root has no second factor", "at": ["account_mfa_enabled"]} if not input.values.account_mfa_enabled == 1
