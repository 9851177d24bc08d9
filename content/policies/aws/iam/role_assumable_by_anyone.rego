# METADATA
# title: A role cannot be assumed by everybody
# description: "A role that trusts Principal * belongs to whoever guesses its name."
# custom:
#   id: iam-role-assumable-by-anyone
#   aliases: {checkov: [CKV_AWS_60]}
#   severity: critical
#   resource_types: [aws_iam_role]
#   frameworks: {}
#   advice: "Name the services, accounts or roles that may assume the role."
package rampart.aws.iam.role_assumable_by_anyone

import data.rampart.lib.policies

deny contains {"msg": "every AWS principal may assume this role", "at": ["assume_role_policy"]} if {
	some statement in policies.statements(input.values.assume_role_policy_document)
	not statement.Effect == "Deny"
	"*" in policies.list(statement.Principal.AWS)
}
