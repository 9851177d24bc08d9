# METADATA
# title: No network ACL opens FTP data (port 20) to the world
# description: "A network ACL is the second wall; open, only the first is left."
# custom:
#   id: vpc-network-acl-open-ftp-data
#   aliases: {checkov: [CKV_AWS_230]}
#   severity: medium
#   resource_types: [aws_network_acl, aws_network_acl_rule]
#   frameworks: {}
#   advice: Name the networks that need it.
package rampart.aws.vpc.network_acl_open_ftp_data

import data.rampart.lib.acls

deny contains {"msg": "FTP data (port 20) can be reached from everywhere", "at": ["ingress", i]} if {
	input.type == "aws_network_acl"
	some i, rule in input.values.ingress
	acls.opens(rule, 20)
	not acls.denied_before(input.values.ingress, rule, 20)
}

deny contains {"msg": "FTP data (port 20) can be reached from everywhere"} if {
	input.type == "aws_network_acl_rule"
	not input.values.egress == true
	acls.opens(input.values, 20)
}

applies if input.type == "aws_network_acl_rule"

applies if count(input.values.ingress) > 0
