# METADATA
# title: A search domain is encrypted at rest
# description: Indexes hold copies of what other stores encrypt.
# custom:
#   id: opensearch-domain-encryption
#   aliases: {checkov: [CKV_AWS_5], prowler: [opensearch_service_domains_encryption_at_rest_enabled], security_hub: [ES.1, Opensearch.1], config: [ELASTICSEARCH_ENCRYPTED_AT_REST, OPENSEARCH_ENCRYPTED_AT_REST]}
#   severity: high
#   resource_types: [aws_elasticsearch_domain, aws_opensearch_domain]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13", "SC-28"]}
#   advice: Add an encrypt_at_rest block with enabled true.
package rampart.aws.opensearch.domain_encryption

deny contains {"msg": "the domain is not encrypted", "at": ["encrypt_at_rest", 0, "enabled"]} if not input.values.encrypt_at_rest[0].enabled == true
