# METADATA
# title: No security group opens SSH (port 22) to the world
# description: "Everybody may try passwords and keys against it, and all day long somebody does."
# custom:
#   id: ec2-security-group-open-ssh
#   aliases: {checkov: [CKV_AWS_24], prowler: [ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22], security_hub: [EC2.13], config: [INCOMING_SSH_DISABLED]}
#   severity: critical
#   resource_types: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_ingress_rule, aws_default_security_group]
#   frameworks: {cis_3.0: ["5.2", "5.3"], nist_800_53_r5: ["AC-4", "AC-4(21)", "CM-7", "SC-7"]}
#   remediation: ec2-close-security-group
#   advice: "Name the networks or security groups that need it, or take the rule away."
package rampart.aws.ec2.security_group_open_ssh

import data.rampart.lib.accounts
import data.rampart.lib.ports

applies if not input.type in {"aws_security_group_rule", "aws_default_security_group"}

# In code the default group has a rule of its own (vpc-default-security-group).
applies if {
	accounts.live
	input.type == "aws_default_security_group"
}

applies if input.values.type == "ingress"

deny contains {"msg": "SSH (port 22) can be reached from everywhere", "at": r.at} if {
	some r in ports.ingress(input)
	not excused
	ports.opens(r.rule, 22)
}

# In code a group that lets itself in is taken as meant for its members, as Checkov has it; in an account what is open is open.
excused if {
	not accounts.live
	some r in ports.ingress(input)
	r.rule.self == true
}
