# METADATA
# title: A resource has the tags that are asked for
# description: Nobody can answer for a resource that does not say whose it is.
# custom:
#   id: tags-required
#   aliases: {config: [REQUIRED_TAGS]}
#   severity: low
#   resource_types: [aws_acm_certificate, aws_autoscaling_group, aws_cloudformation_stack, aws_codebuild_project, aws_dynamodb_table, aws_instance, aws_vpc, aws_subnet, aws_security_group, aws_ebs_volume, aws_internet_gateway, aws_network_acl, aws_eip, aws_elb, aws_lb, aws_db_instance]
#   frameworks: {}
#   advice: Add the tags.
package rampart.aws.tags.required

wanted := {key: values |
	some n in numbers.range(1, 6)
	key := rampart.parameter(sprintf("tag_%d_key", [n]), "")
	key != ""
	values := {trim_space(value) | some value in split(rampart.parameter(sprintf("tag_%d_value", [n]), ""), ","); trim_space(value) != ""}
}

# Without a parameter nothing is asked for.
applies if count(wanted) > 0

tags := object.get(input.values, "tags_all", object.get(input.values, "tags", {}))

deny contains {"msg": sprintf("the tag %s is missing", [key]), "at": ["tags"]} if {
	some key, _ in wanted
	not key in object.keys(tags)
}

deny contains {"msg": sprintf("the tag %s has another value", [key]), "at": ["tags"]} if {
	some key, values in wanted
	count(values) > 0
	not tags[key] in values
	key in object.keys(tags)
}
