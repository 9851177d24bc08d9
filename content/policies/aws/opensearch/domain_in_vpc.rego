# METADATA
# title: A search domain has its addresses in a VPC
# description: A domain outside of a VPC has an address that the whole internet can call.
# custom:
#   id: opensearch-domain-in-vpc
#   aliases: {checkov: [CKV_AWS_137], security_hub: [ES.2, Opensearch.2], config: [ELASTICSEARCH_IN_VPC_ONLY, OPENSEARCH_IN_VPC_ONLY]}
#   severity: high
#   resource_types: [aws_elasticsearch_domain, aws_opensearch_domain]
#   frameworks: {}
#   advice: Add vpc_options with subnets; a domain that is public must be made anew.
package rampart.aws.opensearch.domain_in_vpc

deny contains {"msg": "the domain is in no VPC", "at": ["vpc_options"]} if not rampart.is_set(input.values, ["vpc_options"])
