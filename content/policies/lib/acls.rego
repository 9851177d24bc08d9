# Which ports a network ACL opens to the world. Rules are read in the order of their numbers: a denial for the world ends the reading.
package rampart.lib.acls

world(rule) if rule.cidr_block == "0.0.0.0/0"

world(rule) if rule.ipv6_cidr_block == "::/0"

action(rule) := object.get(rule, "action", object.get(rule, "rule_action", "deny"))

covers(rule, _) if sprintf("%v", [rule.protocol]) in {"-1", "all"}

covers(rule, port) if {
	rule.from_port <= port
	rule.to_port >= port
}

number(rule) := object.get(rule, "rule_no", object.get(rule, "rule_number", 0))

opens(rule, port) if {
	lower(action(rule)) == "allow"
	world(rule)
	covers(rule, port)
}

denied_before(rules, rule, port) if {
	some other in rules
	number(other) < number(rule)
	lower(action(other)) == "deny"
	world(other)
	covers(other, port)
}
