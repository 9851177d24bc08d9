# METADATA
# title: No policy of your own gives full administrator rights
# description: Whoever gets hold of such an identity owns the account.
# custom:
#   id: iam-policy-full-admin
#   aliases: {checkov: [CKV_AWS_62], prowler: [iam_customer_attached_policy_no_administrative_privileges, iam_customer_unattached_policy_no_administrative_privileges, iam_inline_policy_no_administrative_privileges], security_hub: [IAM.1], config: [IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS]}
#   severity: high
#   resource_types: [aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy, aws_iam_policy, aws_ssoadmin_permission_set_inline_policy]
#   frameworks: {cis_3.0: ["1.16"], nist_800_53_r5: ["AC-2", "AC-2(1)", "AC-3", "AC-3(7)"]}
#   advice: Name the actions that are needed.
package rampart.aws.iam.policy_full_admin

import data.rampart.lib.policies

documents contains {"document": input.values.policy_document, "at": ["policy"]}

documents contains {"document": input.values.inline_policy_document, "at": ["inline_policy"]}

deny contains {"msg": "a statement allows every action on every resource", "at": d.at} if {
	some d in documents
	some statement in policies.statements(d.document)
	policies.allows(statement)
	"*" in policies.list(statement.Action)
	"*" in policies.list(statement.Resource)
}
