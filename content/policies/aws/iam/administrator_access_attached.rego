# METADATA
# title: The policy AdministratorAccess is attached to nobody
# description: Whoever gets hold of such an identity owns the account.
# custom:
#   id: iam-administrator-access-attached
#   aliases: {checkov: [CKV_AWS_274], prowler: [iam_aws_attached_policy_no_administrative_privileges, iam_group_administrator_access_policy, iam_role_administratoraccess_policy, iam_user_administrator_access_policy]}
#   severity: high
#   resource_types: [aws_iam_role, aws_iam_policy_attachment, aws_iam_role_policy_attachment, aws_iam_user_policy_attachment, aws_iam_group_policy_attachment, aws_ssoadmin_managed_policy_attachment]
#   frameworks: {cis_3.0: ["1.16"]}
#   advice: Attach a policy that names what is needed.
package rampart.aws.iam.administrator_access_attached

administrator := "arn:aws:iam::aws:policy/AdministratorAccess"

deny contains {"msg": "AdministratorAccess is attached", "at": [field]} if {
	some field in ["policy_arn", "managed_policy_arn"]
	input.values[field] == administrator
}

deny contains {"msg": "AdministratorAccess is attached", "at": ["managed_policy_arns"]} if administrator in input.values.managed_policy_arns
