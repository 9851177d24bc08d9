# METADATA
# title: Credentials that nobody uses are switched off
# description: What is forgotten is not missed when it is stolen.
# custom:
#   id: iam-user-credentials-used
#   aliases: {security_hub: [IAM.22], config: [IAM_USER_UNUSED_CREDENTIALS_CHECK]}
#   related: [iam-access-key-used, iam-console-password-used]
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {}
#   advice: Take the password away and make the keys inactive.
package rampart.aws.iam.user_credentials_used

import data.rampart.lib.credentials

applies if not credentials.root(input.values)

days := credentials.age_days(input.values.password_last_used)

days := credentials.age_days(input.values.password_last_changed) if not credentials.age_days(object.get(input.values, "password_last_used", ""))

limit := rampart.parameter("max_idle_days", 45)

deny contains {"msg": sprintf("the password has not been used for %d days", [days]), "at": ["password_last_used"]} if {
	credentials.yes(input.values.password_enabled)
	days > limit
}

deny contains {"msg": sprintf("access key %d has not been used for %d days", [key.n, idle]), "at": [sprintf("access_key_%d_last_used_date", [key.n])]} if {
	some key in credentials.active_keys(input.values)
	idle := credentials.idle_days(key)
	idle > limit
}
