# METADATA
# title: Who signs in with a password needs a second factor
# description: "Passwords get guessed, reused and phished."
# custom:
#   id: iam-user-console-mfa
#   aliases: {prowler: [iam_user_mfa_enabled_console_access], security_hub: [IAM.5], config: [MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS]}
#   severity: high
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.10"]}
#   advice: "Have the user register an MFA device, or take the password away."
package rampart.aws.iam.user_console_mfa

import data.rampart.lib.credentials

applies if not credentials.root(input.values)

deny contains {"msg": "the user has a password and no second factor", "at": ["mfa_active"]} if {
	credentials.yes(input.values.password_enabled)
	not credentials.yes(object.get(input.values, "mfa_active", false))
}
