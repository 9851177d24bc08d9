# METADATA
# title: Passwords need a symbol
# description: A larger alphabet makes guessing slower.
# custom:
#   id: iam-password-symbol
#   aliases: {checkov: [CKV_AWS_14], prowler: [iam_password_policy_symbol], security_hub: [IAM.13]}
#   severity: low
#   resource_types: [aws_iam_account_password_policy]
#   frameworks: {}
#   advice: Set require_symbols to true.
#   fix: {set: {require_symbols: true}}
package rampart.aws.iam.password_symbol

deny contains {"msg": "require_symbols is not true", "at": ["require_symbols"]} if not input.values.require_symbols == true
