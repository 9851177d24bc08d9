# METADATA
# title: Passwords need a symbol
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-symbol
#   aliases: {checkov: [CKV_AWS_14], prowler: [iam_password_policy_symbol], security_hub: [IAM.13]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {}
#   advice: Set require_symbols to true.
#   fix: {set: {require_symbols: true}}
package rampart.aws.iam.password_symbol

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": "require_symbols is not true", "at": ["require_symbols"]} if {
	input.type == "aws_iam_account_password_policy"
	not input.values.require_symbols == true
}
