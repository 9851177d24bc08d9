# METADATA
# title: A key policy does not name everybody
# description: "With Principal * every account in AWS may use the key, and decrypt what it protects."
# custom:
#   id: kms-key-policy-any-principal
#   aliases: {checkov: [CKV_AWS_33], prowler: [kms_key_not_publicly_accessible], security_hub: [KMS.5], config: [KMS_KEY_POLICY_NO_PUBLIC_ACCESS]}
#   severity: critical
#   resource_types: [aws_kms_key]
#   frameworks: {}
#   advice: "Name the accounts or roles that may use the key, or add a condition."
package rampart.aws.kms.key_policy_any_principal

import data.rampart.lib.policies

deny contains {"msg": "the key policy gives rights to everybody", "at": ["policy"]} if {
	some statement in policies.statements(input.values.policy_document)
	not statement.Effect == "Deny"
	not "Condition" in object.keys(statement)
	policies.anyone(statement)
}
