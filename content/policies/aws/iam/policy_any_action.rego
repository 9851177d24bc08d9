# METADATA
# title: No policy of your own allows every action
# description: "Action * gives rights that nobody asked for, among them those of services that do not exist yet."
# custom:
#   id: iam-policy-any-action
#   aliases: {checkov: [CKV_AWS_63]}
#   severity: high
#   resource_types: [aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy, aws_iam_policy, aws_ssoadmin_permission_set_inline_policy]
#   frameworks: {}
#   advice: Name the actions that are needed.
package rampart.aws.iam.policy_any_action

import data.rampart.lib.policies

documents contains {"document": input.values.policy_document, "at": ["policy"]}

documents contains {"document": input.values.inline_policy_document, "at": ["inline_policy"]}

deny contains {"msg": "a statement allows every action", "at": d.at} if {
	some d in documents
	some statement in policies.statements(d.document)
	policies.allows(statement)
	"*" in policies.list(statement.Action)
}
