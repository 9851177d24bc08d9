# METADATA
# title: The default security group of a VPC lets nothing through
# description: What is started without a group of its own falls into the default group.
# custom:
#   id: vpc-default-security-group
#   aliases: {checkov: [CKV2_AWS_12], prowler: [ec2_securitygroup_default_restrict_traffic], security_hub: [EC2.2], config: [VPC_DEFAULT_SECURITY_GROUP_CLOSED]}
#   severity: medium
#   resource_types: [aws_vpc]
#   frameworks: {cis_3.0: ["5.4"], nist_800_53_r5: ["AC-4", "AC-4(21)", "SC-7", "SC-7(4)"]}
#   advice: Add an aws_default_security_group resource for the VPC without ingress and egress blocks.
package rampart.aws.vpc.default_security_group

groups := rampart.linked(input, "aws_default_security_group")

deny contains {"msg": "the default security group is not managed, so it lets its members talk"} if count(groups) == 0

deny contains {"msg": sprintf("the default security group has %s rules", [kind]), "resource": group.address, "at": [kind]} if {
	some group in groups
	some kind in ["ingress", "egress"]
	count(group.values[kind]) > 0
}

deny contains {"msg": "a rule is added to the default security group", "resource": rule.address} if {
	some group in groups
	some type in ["aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"]
	some rule in rampart.linked(group, type)
}
