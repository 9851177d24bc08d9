# METADATA
# title: Security groups and their rules say what they are for
# description: "A rule without a reason is never taken away, since nobody dares."
# custom:
#   id: ec2-security-group-rule-description
#   aliases: {checkov: [CKV_AWS_23]}
#   severity: low
#   resource_types: [aws_security_group, aws_security_group_rule, aws_db_security_group, aws_elasticache_security_group, aws_redshift_security_group, aws_vpc_security_group_egress_rule, aws_vpc_security_group_ingress_rule]
#   frameworks: {}
#   advice: Add a description to the group and to each rule.
package rampart.aws.ec2.security_group_rule_description

deny contains {"msg": "there is no description", "at": ["description"]} if not rampart.is_set(input.values, ["description"])

deny contains {"msg": sprintf("an %s rule has no description", [kind]), "at": [kind, i]} if {
	not "type" in object.keys(input.values)
	some kind in ["ingress", "egress"]
	some i, rule in input.values[kind]
	not rampart.is_set(rule, ["description"])
}
