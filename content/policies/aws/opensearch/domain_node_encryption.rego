# METADATA
# title: The nodes of a search domain speak TLS to each other
# description: What the nodes copy among themselves is all the data of the domain.
# custom:
#   id: opensearch-domain-node-encryption
#   aliases: {prowler: [opensearch_service_domains_node_to_node_encryption_enabled], security_hub: [ES.3, Opensearch.3], config: [ELASTICSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK, OPENSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK]}
#   related: [opensearch-domain-encryption]
#   severity: medium
#   resource_types: [aws_elasticsearch_domain, aws_opensearch_domain]
#   frameworks: {}
#   advice: Add node_to_node_encryption with enabled = true.
package rampart.aws.opensearch.domain_node_encryption

deny contains {"msg": "what its nodes send each other is not encrypted", "at": ["node_to_node_encryption", 0, "enabled"]} if not input.values.node_to_node_encryption[0].enabled == true
