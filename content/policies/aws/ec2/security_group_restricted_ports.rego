# METADATA
# title: No security group opens a port that is named to the world
# description: "Some ports have nothing to do with the internet: file transfer, remote desktops, databases."
# custom:
#   id: ec2-security-group-restricted-ports
#   aliases: {config: [RESTRICTED_INCOMING_TRAFFIC]}
#   related: [ec2-security-group-open-rdp]
#   severity: high
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule, aws_default_security_group]
#   frameworks: {}
#   advice: Name the networks that need it.
package rampart.aws.ec2.security_group_restricted_ports

import data.rampart.lib.accounts
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

blocked := {port |
	some name, default_port in {"blocked_port_1": 20, "blocked_port_2": 21, "blocked_port_3": 3389, "blocked_port_4": 3306, "blocked_port_5": 4333}
	port := rampart.parameter(name, default_port)
}

deny contains {"msg": sprintf("port %v can be reached from everywhere", [port]), "at": r.at} if {
	some r in ports.ingress(input)
	some port in blocked
	ports.opens(r.rule, port)
}
