# METADATA
# title: Passwords need a digit
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-number
#   aliases: {checkov: [CKV_AWS_12], prowler: [iam_password_policy_number], security_hub: [IAM.14]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {}
#   advice: Set require_numbers to true.
#   fix: {set: {require_numbers: true}}
package rampart.aws.iam.password_number

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": "require_numbers is not true", "at": ["require_numbers"]} if {
	input.type == "aws_iam_account_password_policy"
	not input.values.require_numbers == true
}
