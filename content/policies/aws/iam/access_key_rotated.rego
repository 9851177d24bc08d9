# METADATA
# title: An access key is changed every 90 days
# description: "The older a key, the more copies of it there are."
# custom:
#   id: iam-access-key-rotated
#   aliases: {prowler: [iam_rotate_access_key_90_days], security_hub: [IAM.3], config: [ACCESS_KEYS_ROTATED]}
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.14"]}
#   advice: "Make a new key, put it in use and delete the old one; better use a role."
package rampart.aws.iam.access_key_rotated

import data.rampart.lib.credentials

deny contains {"msg": sprintf("access key %d is %d days old", [key.n, days]), "at": [sprintf("access_key_%d_last_rotated", [key.n])]} if {
	some key in credentials.active_keys(input.values)
	days := credentials.age_days(key.rotated)
	days > rampart.parameter("max_age_days", 90)
}
