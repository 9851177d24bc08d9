# METADATA
# title: An access key that nobody uses is switched off
# description: A forgotten key is not missed when it is stolen.
# custom:
#   id: iam-access-key-used
#   aliases: {prowler: [iam_user_accesskey_unused]}
#   related: [iam-user-credentials-used]
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.12"]}
#   advice: "Make the key inactive, and delete it when nobody complains."
package rampart.aws.iam.access_key_used

import data.rampart.lib.credentials

deny contains {"msg": sprintf("access key %d has not been used for %d days", [key.n, days]), "at": [sprintf("access_key_%d_last_used_date", [key.n])]} if {
	some key in credentials.active_keys(input.values)
	days := credentials.idle_days(key)
	days > rampart.parameter("max_idle_days", 45)
}
