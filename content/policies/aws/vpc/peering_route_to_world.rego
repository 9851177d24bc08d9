# METADATA
# title: No route sends the whole world through a peering
# description: A peering joins two networks; a default route through it gives one all the traffic of the other.
# custom:
#   id: vpc-peering-route-to-world
#   aliases: {checkov: [CKV2_AWS_44], prowler: [vpc_peering_routing_tables_with_least_privilege]}
#   severity: medium
#   resource_types: [aws_route, aws_route_table]
#   frameworks: {cis_3.0: ["5.5"]}
#   advice: Name the network of the peer as the destination.
package rampart.aws.vpc.peering_route_to_world

everything := {"0.0.0.0/0", "::/0"}

deny contains {"msg": "all traffic goes through a peering", "at": ["vpc_peering_connection_id"]} if {
	input.type == "aws_route"
	rampart.is_set(input.values, ["vpc_peering_connection_id"])
	some field in ["destination_cidr_block", "destination_ipv6_cidr_block"]
	input.values[field] in everything
}

deny contains {"msg": "all traffic goes through a peering", "at": ["route", i]} if {
	input.type == "aws_route_table"
	some i, route in input.values.route
	rampart.is_set(route, ["vpc_peering_connection_id"])
	some field in ["cidr_block", "ipv6_cidr_block"]
	route[field] in everything
}
