# METADATA
# title: A password that nobody uses is taken away
# description: A forgotten password is not missed when it is stolen.
# custom:
#   id: iam-console-password-used
#   aliases: {prowler: [iam_user_console_access_unused]}
#   related: [iam-user-credentials-used]
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.12"]}
#   advice: Delete the user's login profile.
package rampart.aws.iam.console_password_used

import data.rampart.lib.credentials

applies if not credentials.root(input.values)

days := credentials.age_days(input.values.password_last_used)

days := credentials.age_days(input.values.password_last_changed) if not credentials.age_days(object.get(input.values, "password_last_used", ""))

deny contains {"msg": sprintf("the password has not been used for %d days", [days]), "at": ["password_last_used"]} if {
	credentials.yes(input.values.password_enabled)
	days > rampart.parameter("max_idle_days", 45)
}
