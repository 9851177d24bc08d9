# Which ports of a security group rule the whole internet reaches.
#
# A rule here is one ingress block of aws_security_group, or the values of an aws_security_group_rule or aws_vpc_security_group_ingress_rule.
# It opens a port when its range holds the port (0 to 0 means all, as providers of old wrote it), and its source is the world, or no source
# at all is named.
package rampart.lib.ports

world := {"0.0.0.0/0", "::/0", "0000:0000:0000:0000:0000:0000:0000:0000/0"}

sources(rule) := {cidr |
	some field in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[field]
} | {rule[field] | some field in ["cidr_ipv4", "cidr_ipv6"]}

other_source(rule) if {
	some field in ["security_groups", "source_security_group_id", "referenced_security_group_id", "prefix_list_ids", "prefix_list_id"]
	rampart.is_set(rule, [field])
}

other_source(rule) if rule.self == true

first(rule) := object.get(rule, "from_port", -1)

last(rule) := 65535 if {
	rule.from_port == 0
	rule.to_port == 0
} else := object.get(rule, "to_port", -1)

all_traffic(rule) if {
	some field in ["protocol", "ip_protocol"]
	rule[field] in {"-1", "all"}
}

reaches(rule, port) if {
	first(rule) <= port
	last(rule) >= port
}

reaches(rule, _) if all_traffic(rule)

from_world(rule) if {
	some cidr in sources(rule)
	cidr in world
	not rampart.is_set(rule, ["prefix_list_ids"])
}

from_anywhere(rule) if from_world(rule)

from_anywhere(rule) if {
	count(sources(rule)) == 0
	not other_source(rule)
}

opens(rule, port) if {
	reaches(rule, port)
	from_anywhere(rule)
}

# The ingress rules of a resource with the path at which each stands; none for what lets nothing in.
ingress(resource) := [{"rule": rule, "at": ["ingress", i]} | some i, rule in resource.values.ingress] if resource.type in {"aws_security_group", "aws_default_security_group"}

ingress(resource) := [{"rule": resource.values, "at": []}] if {
	resource.type == "aws_security_group_rule"
	resource.values.type == "ingress"
}

ingress(resource) := [{"rule": resource.values, "at": []}] if resource.type == "aws_vpc_security_group_ingress_rule"
