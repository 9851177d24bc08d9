# METADATA
# title: Passwords run out after 90 days at most
# description: A password that was stolen unnoticed works until it is changed.
# custom:
#   id: iam-password-expiry
#   aliases: {checkov: [CKV_AWS_9], prowler: [iam_password_policy_expires_passwords_within_90_days_or_less], security_hub: [IAM.17]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy, rampart_account_summary]
#   frameworks: {}
#   advice: Set max_password_age to 90 or less.
#   fix: {set: {max_password_age: 90}}
package rampart.aws.iam.password_expiry

# An account without a policy has AWS's default, which asks for little.
applies if input.type == "aws_iam_account_password_policy"

applies if count(rampart.resources("aws_iam_account_password_policy")) == 0

deny contains {"msg": "the account has no password policy"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_iam_account_password_policy")) == 0
}

deny contains {"msg": "passwords never run out", "at": ["max_password_age"]} if {
	input.type == "aws_iam_account_password_policy"
	object.get(input.values, "max_password_age", 0) <= 0
}

deny contains {"msg": sprintf("passwords run out after %v days", [input.values.max_password_age]), "at": ["max_password_age"]} if {
	input.type == "aws_iam_account_password_policy"
	input.values.max_password_age > 90
}
