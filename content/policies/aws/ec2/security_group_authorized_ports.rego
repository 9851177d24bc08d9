# METADATA
# title: A security group opens to the world only what is meant for it
# description: Every open port is a program that strangers may talk to.
# custom:
#   id: ec2-security-group-authorized-ports
#   aliases: {security_hub: [EC2.18], config: [VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS]}
#   severity: high
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule, aws_default_security_group]
#   frameworks: {}
#   advice: "Open 80 and 443 at most, and name the networks for the rest."
package rampart.aws.ec2.security_group_authorized_ports

import data.rampart.lib.accounts
import data.rampart.lib.numbers
import data.rampart.lib.ports

# In the gate each port has a rule of its own.
applies if {
	accounts.live
	input.type != "aws_security_group_rule"
}

applies if {
	accounts.live
	input.values.type == "ingress"
}

authorized := {
	"tcp": numbers.ranges(rampart.parameter("authorized_tcp_ports", "80,443")),
	"udp": numbers.ranges(rampart.parameter("authorized_udp_ports", "")),
}

protocol(rule) := lower(object.get(rule, "ip_protocol", object.get(rule, "protocol", "tcp")))

meant(rule) if {
	some range in authorized[protocol(rule)]
	range[0] <= rule.from_port
	rule.to_port <= range[1]
}

# Ping and the like have no ports.
meant(rule) if protocol(rule) in {"icmp", "icmpv6", "1", "58"}

deny contains {"msg": sprintf("%s %v to %v can be reached from everywhere", [protocol(r.rule), r.rule.from_port, r.rule.to_port]), "at": r.at} if {
	some r in ports.ingress(input)
	ports.from_world(r.rule)
	not ports.all_traffic(r.rule)
	not meant(r.rule)
}

deny contains {"msg": "all traffic can come from everywhere", "at": r.at} if {
	some r in ports.ingress(input)
	ports.from_world(r.rule)
	ports.all_traffic(r.rule)
}
