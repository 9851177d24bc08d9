# METADATA
# title: A Client VPN logs who connects
# description: Without a log nobody can tell who was in the network.
# custom:
#   id: ec2-client-vpn-logging
#   aliases: {prowler: [ec2_client_vpn_endpoint_connection_logging_enabled], security_hub: [EC2.51], config: [EC2_CLIENT_VPN_CONNECTION_LOG_ENABLED]}
#   severity: low
#   resource_types: [aws_ec2_client_vpn_endpoint]
#   frameworks: {}
#   advice: Set enabled in connection_log_options and name a log group.
package rampart.aws.ec2.client_vpn_logging

logged if {
	some options in input.values.connection_log_options
	options.enabled == true
}

deny contains {"msg": "connections are not logged", "at": ["connection_log_options"]} if not logged
