# METADATA
# title: A provider holds no access key
# description: "A key in the code is a key in the history, in every clone and in every log of the pipeline."
# custom:
#   id: provider-static-credentials
#   aliases: {checkov: [CKV_AWS_41]}
#   severity: critical
#   resource_types: [rampart_provider]
#   frameworks: {}
#   advice: "Take the key away, revoke it, and let the provider find credentials: environment, profile, role."
package rampart.aws.provider.static_credentials

deny contains {"msg": "an access key id is written in the code", "at": ["access_key"]} if regex.match(`^(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}`, input.values.access_key)

deny contains {"msg": "a secret access key is written in the code", "at": ["secret_key"]} if regex.match(`^[A-Za-z0-9/+=]{40}`, input.values.secret_key)
