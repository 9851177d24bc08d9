# METADATA
# title: "Policies are attached to groups or roles, not to users"
# description: Rights of single users are lost from sight; those of a group or role are seen and taken back in one place.
# custom:
#   id: iam-policy-attached-to-group
#   aliases: {checkov: [CKV_AWS_40], prowler: [iam_policy_attached_only_to_group_or_roles], security_hub: [IAM.2], config: [IAM_USER_NO_POLICIES_CHECK]}
#   severity: low
#   resource_types: [aws_iam_user_policy_attachment, aws_iam_user_policy, aws_iam_policy_attachment]
#   frameworks: {cis_3.0: ["1.15"], nist_800_53_r5: ["AC-2", "AC-2(1)", "AC-3", "AC-3(7)"]}
#   advice: Attach the policy to a group or role and put the user into it.
package rampart.aws.iam.policy_attached_to_group

field := {"aws_iam_user_policy_attachment": "user", "aws_iam_user_policy": "user", "aws_iam_policy_attachment": "users"}[input.type]

deny contains {"msg": "the policy is attached to a user", "at": [field]} if {
	rampart.is_set(input.values, [field])
	not input.values[field] == []
}
