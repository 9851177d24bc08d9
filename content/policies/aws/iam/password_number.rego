# METADATA
# title: Passwords need a digit
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-number
#   aliases: {checkov: [CKV_AWS_12], prowler: [iam_password_policy_number], security_hub: [IAM.14]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy]
#   frameworks: {}
#   advice: Set require_numbers to true.
#   fix: {set: {require_numbers: true}}
package rampart.aws.iam.password_number

deny contains {"msg": "require_numbers is not true", "at": ["require_numbers"]} if not input.values.require_numbers == true
