# METADATA
# title: No security group opens CIFS (port 445) to the world
# description: Shared folders are what worms look for.
# custom:
#   id: ec2-security-group-open-cifs
#   aliases: {}
#   severity: high
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule, aws_default_security_group]
#   frameworks: {}
#   advice: Name the networks that need it.
package rampart.aws.ec2.security_group_open_cifs

import data.rampart.lib.accounts
import data.rampart.lib.ports

applies if not input.type in {"aws_security_group_rule", "aws_default_security_group"}

# In code the default group has a rule of its own (vpc-default-security-group).
applies if {
	accounts.live
	input.type == "aws_default_security_group"
}

applies if input.values.type == "ingress"

deny contains {"msg": "CIFS (port 445) can be reached from everywhere", "at": r.at} if {
	some r in ports.ingress(input)
	not excused
	ports.opens(r.rule, 445)
}

# In code a group that lets itself in is taken as meant for its members, as Checkov has it; in an account what is open is open.
excused if {
	not accounts.live
	some r in ports.ingress(input)
	r.rule.self == true
}
