# METADATA
# title: Passwords need an upper case letter
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-uppercase
#   aliases: {checkov: [CKV_AWS_15], prowler: [iam_password_policy_uppercase], security_hub: [IAM.11]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy]
#   frameworks: {}
#   advice: Set require_uppercase_characters to true.
#   fix: {set: {require_uppercase_characters: true}}
package rampart.aws.iam.password_uppercase

deny contains {"msg": "require_uppercase_characters is not true", "at": ["require_uppercase_characters"]} if not input.values.require_uppercase_characters == true
