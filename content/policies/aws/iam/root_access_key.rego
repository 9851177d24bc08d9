# METADATA
# title: Root has no access key
# description: "A key of root can do everything, and nothing can restrict it."
# custom:
#   id: iam-root-access-key
#   aliases: {checkov: [CKV_AWS_348], prowler: [iam_no_root_access_key], security_hub: [IAM.4], config: [IAM_ROOT_ACCESS_KEY_CHECK]}
#   severity: critical
#   resource_types: [aws_iam_access_key, rampart_account_summary]
#   frameworks: {cis_3.0: ["1.4"], nist_800_53_r5: ["AC-2(1)", "AC-3(7)", "AC-3(15)", "AC-6"]}
#   advice: Delete the key and use a role.
package rampart.aws.iam.root_access_key

deny contains {"msg": "an access key is made for root", "at": ["user"]} if input.values.user == "root"

deny contains {"msg": "root has an access key", "at": ["account_access_keys_present"]} if input.values.account_access_keys_present > 0
