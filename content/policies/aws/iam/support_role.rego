# METADATA
# title: A role may open cases with AWS Support
# description: In an incident nobody has time to find out who may call for help.
# custom:
#   id: iam-support-role
#   aliases: {prowler: [iam_support_role_created], security_hub: [IAM.18]}
#   severity: low
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.17"]}
#   advice: Attach the policy AWSSupportAccess to a role that the people on call may assume.
package rampart.aws.iam.support_role

support(arn) if endswith(arn, ":aws:policy/AWSSupportAccess")

attached if {
	some attachment in rampart.resources("aws_iam_role_policy_attachment")
	support(attachment.values.policy_arn)
}

attached if {
	some attachment in rampart.resources("aws_iam_policy_attachment")
	support(attachment.values.policy_arn)
	count(attachment.values.roles) > 0
}

attached if {
	some role in rampart.resources("aws_iam_role")
	some arn in role.values.managed_policy_arns
	support(arn)
}

deny contains {"msg": "no role has the policy AWSSupportAccess"} if not attached
