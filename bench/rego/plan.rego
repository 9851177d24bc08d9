# Rules as teams write them for conftest and the like: over raw plan JSON.
package bench

import rego.v1

resources := input.resource_changes

deny contains msg if {
	some r in resources
	r.type == "aws_s3_bucket_public_access_block"
	r.change.after.block_public_acls == false
	msg := sprintf("%s must block public ACLs", [r.address])
}

deny contains msg if {
	some r in resources
	r.type == "aws_security_group"
	some rule in r.change.after.ingress
	rule.from_port <= 22
	rule.to_port >= 22
	"0.0.0.0/0" in rule.cidr_blocks
	msg := sprintf("%s opens SSH to the world", [r.address])
}

deny contains msg if {
	some r in resources
	r.type == "aws_instance"
	not imds_v2(r)
	msg := sprintf("%s allows IMDSv1", [r.address])
}

deny contains msg if {
	some r in resources
	r.type == "aws_instance"
	some device in r.change.after.root_block_device
	not device.encrypted
	msg := sprintf("%s has an unencrypted root device", [r.address])
}

imds_v2(r) if r.change.after.metadata_options[_].http_tokens == "required"

by_type[t] := n if {
	some t in {r.type | some r in resources}
	n := count([r | some r in resources; r.type == t])
}

public_count := count([r | some r in resources; r.type == "aws_instance"; r.change.after.associate_public_ip_address])

tagged contains r.address if {
	some r in resources
	r.change.after.tags.env == "prod"
	every action in r.change.actions {
		action in {"create", "update"}
	}
}
