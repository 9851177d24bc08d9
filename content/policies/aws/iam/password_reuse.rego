# METADATA
# title: Passwords of the last 24 changes cannot be used again
# description: A password that comes back is a password that somebody may have kept.
# custom:
#   id: iam-password-reuse
#   aliases: {checkov: [CKV_AWS_13], prowler: [iam_password_policy_reuse_24], security_hub: [IAM.16]}
#   severity: medium
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {cis_3.0: ["1.9"]}
#   advice: Set password_reuse_prevention to 24.
#   fix: {set: {password_reuse_prevention: 24}}
package rampart.aws.iam.password_reuse

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": sprintf("password_reuse_prevention is %v", [input.values.password_reuse_prevention]), "at": ["password_reuse_prevention"]} if {
	input.type == "aws_iam_account_password_policy"
	input.values.password_reuse_prevention < 24
}

deny contains {"msg": "password_reuse_prevention is not set", "at": ["password_reuse_prevention"]} if {
	input.type == "aws_iam_account_password_policy"
	not rampart.is_set(input.values, ["password_reuse_prevention"])
}
