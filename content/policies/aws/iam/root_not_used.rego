# METADATA
# title: Root is not used
# description: "Root cannot be restricted, and what it did cannot be traced to a person."
# custom:
#   id: iam-root-not-used
#   aliases: {prowler: [iam_avoid_root_usage]}
#   severity: high
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.7"]}
#   advice: Work with roles; keep root for the few tasks that need it.
package rampart.aws.iam.root_not_used

import data.rampart.lib.credentials

applies if credentials.root(input.values)

uses contains {"field": field, "days": days} if {
	some field in ["password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"]
	days := credentials.age_days(input.values[field])
}

deny contains {"msg": sprintf("root was used %d days ago", [use.days]), "at": [use.field]} if {
	some use in uses
	use.days <= rampart.parameter("quiet_days", 1)
}
