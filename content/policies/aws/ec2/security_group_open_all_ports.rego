# METADATA
# title: No security group opens all ports to the world
# description: A group that is open to everybody on every port protects nothing.
# custom:
#   id: ec2-security-group-open-all-ports
#   aliases: {checkov: [CKV_AWS_277], prowler: [ec2_securitygroup_allow_ingress_from_internet_to_all_ports]}
#   severity: critical
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule, aws_default_security_group]
#   frameworks: {cis_3.0: ["5.2", "5.3"]}
#   remediation: ec2-close-security-group
#   advice: "Name the networks or security groups that need it, or take the rule away."
package rampart.aws.ec2.security_group_open_all_ports

import data.rampart.lib.accounts
import data.rampart.lib.ports

applies if not input.type in {"aws_security_group_rule", "aws_default_security_group"}

# In code the default group has a rule of its own (vpc-default-security-group).
applies if {
	accounts.live
	input.type == "aws_default_security_group"
}

applies if input.values.type == "ingress"

deny contains {"msg": "all ports can be reached from everywhere", "at": r.at} if {
	some r in ports.ingress(input)
	not excused
	ports.opens(r.rule, -1)
}

# In code a group that lets itself in is taken as meant for its members, as Checkov has it; in an account what is open is open.
excused if {
	not accounts.live
	some r in ports.ingress(input)
	r.rule.self == true
}
