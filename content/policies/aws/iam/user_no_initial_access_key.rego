# METADATA
# title: A user with a password got no key that nobody uses
# description: A key made at the start and never used is only there to be found.
# custom:
#   id: iam-user-no-initial-access-key
#   aliases: {prowler: [iam_user_no_setup_initial_access_key]}
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.11"]}
#   advice: Delete the key; make one when a program needs it.
package rampart.aws.iam.user_no_initial_access_key

import data.rampart.lib.credentials

deny contains {"msg": sprintf("access key %d was never used", [key.n]), "at": [sprintf("access_key_%d_active", [key.n])]} if {
	credentials.yes(input.values.password_enabled)
	some key in credentials.active_keys(input.values)
	not credentials.age_days(key.used)
}
