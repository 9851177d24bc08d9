# METADATA
# title: No policy gives all rights over all keys
# description: "Whoever may do all with every key can read everything, and lock everybody out."
# custom:
#   id: iam-policy-kms-full-access
#   aliases: {prowler: [iam_policy_no_full_access_to_kms, iam_inline_policy_no_full_access_to_kms]}
#   related: [iam-policy-full-admin]
#   severity: medium
#   resource_types: [aws_iam_policy, aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy]
#   frameworks: {}
#   advice: Name the actions and the keys that are needed.
package rampart.aws.iam.policy_kms_full_access

import data.rampart.lib.policies

deny contains {"msg": "a statement allows every action on every key", "at": ["policy"]} if {
	some statement in policies.statements(input.values.policy_document)
	policies.allows(statement)
	some action in policies.list(statement.Action)
	lower(action) in {"kms:*", "*"}
	"*" in policies.list(statement.Resource)
}
