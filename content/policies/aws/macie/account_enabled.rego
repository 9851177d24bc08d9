# METADATA
# title: Macie is not paused
# description: "Paused, Macie finds no sensitive data."
# custom:
#   id: macie-account-enabled
#   aliases: {}
#   severity: low
#   resource_types: [aws_macie2_account]
#   frameworks: {cis_3.0: ["2.1.3"]}
#   advice: Set status to ENABLED.
package rampart.aws.macie.account_enabled

deny contains {"msg": "Macie is paused", "at": ["status"]} if input.values.status == "PAUSED"
