# METADATA
# title: No network ACL opens SSH (port 22) to the world
# description: "A network ACL is the second wall; open, only the first is left."
# custom:
#   id: vpc-network-acl-open-ssh
#   aliases: {checkov: [CKV_AWS_232], prowler: [ec2_networkacl_allow_ingress_tcp_port_22]}
#   severity: medium
#   resource_types: [aws_network_acl, aws_network_acl_rule, aws_default_network_acl]
#   frameworks: {cis_3.0: ["5.1"]}
#   advice: Name the networks that need it.
package rampart.aws.vpc.network_acl_open_ssh

import data.rampart.lib.accounts
import data.rampart.lib.acls

deny contains {"msg": "SSH (port 22) can be reached from everywhere", "at": ["ingress", i]} if {
	input.type in {"aws_network_acl", "aws_default_network_acl"}
	some i, rule in input.values.ingress
	acls.opens(rule, 22)
	not acls.denied_before(input.values.ingress, rule, 22)
}

deny contains {"msg": "SSH (port 22) can be reached from everywhere"} if {
	input.type == "aws_network_acl_rule"
	not input.values.egress == true
	acls.opens(input.values, 22)
}

applies if input.type == "aws_network_acl_rule"

applies if {
	input.type == "aws_network_acl"
	count(input.values.ingress) > 0
}

# The default one as it is in an account; in code it is what AWS made of it until somebody writes rules.
applies if {
	accounts.live
	input.type == "aws_default_network_acl"
}
