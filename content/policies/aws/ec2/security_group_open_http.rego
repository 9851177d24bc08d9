# METADATA
# title: No security group opens HTTP (port 80) to the world
# description: Unencrypted traffic can be read and changed on the way.
# custom:
#   id: ec2-security-group-open-http
#   aliases: {checkov: [CKV_AWS_260]}
#   severity: medium
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule]
#   frameworks: {}
#   advice: "Name the networks or security groups that need it, or take the rule away."
package rampart.aws.ec2.security_group_open_http

import data.rampart.lib.accounts
import data.rampart.lib.ports

applies if input.type != "aws_security_group_rule"

applies if input.values.type == "ingress"

deny contains {"msg": "HTTP (port 80) can be reached from everywhere", "at": r.at} if {
	some r in ports.ingress(input)
	not excused
	ports.opens(r.rule, 80)
}

# In code a group that lets itself in is taken as meant for its members, as Checkov has it; in an account what is open is open.
excused if {
	not accounts.live
	some r in ports.ingress(input)
	r.rule.self == true
}
