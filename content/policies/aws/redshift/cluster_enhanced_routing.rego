# METADATA
# title: A Redshift cluster loads and unloads by its VPC
# description: "Otherwise COPY and UNLOAD go around flow logs, endpoints and security groups."
# custom:
#   id: redshift-cluster-enhanced-routing
#   aliases: {checkov: [CKV_AWS_321], prowler: [redshift_cluster_enhanced_vpc_routing], security_hub: [Redshift.7], config: [REDSHIFT_ENHANCED_VPC_ROUTING_ENABLED]}
#   severity: medium
#   resource_types: [aws_redshift_cluster]
#   frameworks: {}
#   advice: Set enhanced_vpc_routing to true.
#   fix: {set: {enhanced_vpc_routing: true}}
package rampart.aws.redshift.cluster_enhanced_routing

deny contains {"msg": "enhanced_vpc_routing is not true", "at": ["enhanced_vpc_routing"]} if not input.values.enhanced_vpc_routing == true
