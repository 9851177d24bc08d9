# METADATA
# title: Passwords need an upper case letter
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-uppercase
#   aliases: {checkov: [CKV_AWS_15], prowler: [iam_password_policy_uppercase], security_hub: [IAM.11]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {}
#   advice: Set require_uppercase_characters to true.
#   fix: {set: {require_uppercase_characters: true}}
package rampart.aws.iam.password_uppercase

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": "require_uppercase_characters is not true", "at": ["require_uppercase_characters"]} if {
	input.type == "aws_iam_account_password_policy"
	not input.values.require_uppercase_characters == true
}
