# METADATA
# title: Passwords need a lower case letter
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-lowercase
#   aliases: {checkov: [CKV_AWS_11], prowler: [iam_password_policy_lowercase], security_hub: [IAM.12]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy]
#   frameworks: {}
#   advice: Set require_lowercase_characters to true.
#   fix: {set: {require_lowercase_characters: true}}
package rampart.aws.iam.password_lowercase

deny contains {"msg": "require_lowercase_characters is not true", "at": ["require_lowercase_characters"]} if not input.values.require_lowercase_characters == true
