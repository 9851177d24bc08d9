# METADATA
# title: Passwords have at least 14 characters
# description: Short passwords fall to guessing in hours.
# custom:
#   id: iam-password-length
#   aliases: {checkov: [CKV_AWS_10], prowler: [iam_password_policy_minimum_length_14], security_hub: [IAM.15]}
#   severity: medium
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {cis_3.0: ["1.8"]}
#   advice: Set minimum_password_length to 14 or more.
#   fix: {set: {minimum_password_length: 14}}
package rampart.aws.iam.password_length

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": sprintf("minimum_password_length is %v", [input.values.minimum_password_length]), "at": ["minimum_password_length"]} if {
	input.type == "aws_iam_account_password_policy"
	input.values.minimum_password_length < 14
}

deny contains {"msg": "minimum_password_length is not set", "at": ["minimum_password_length"]} if {
	input.type == "aws_iam_account_password_policy"
	not rampart.is_set(input.values, ["minimum_password_length"])
}
