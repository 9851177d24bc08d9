# METADATA
# title: Every user has a second factor
# description: A key without a second factor works for whoever finds it.
# custom:
#   id: iam-user-mfa
#   aliases: {security_hub: [IAM.19], config: [IAM_USER_MFA_ENABLED]}
#   related: [iam-user-console-mfa]
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {}
#   advice: Have the user register an MFA device and ask for it in policies.
package rampart.aws.iam.user_mfa

import data.rampart.lib.credentials

applies if not credentials.root(input.values)

deny contains {"msg": "the user has no second factor", "at": ["mfa_active"]} if not credentials.yes(object.get(input.values, "mfa_active", false))
