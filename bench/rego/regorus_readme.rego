# The policy of regorus' README: its own measure of a cold start.
package example

import rego.v1

default allow := false

allow := true if {
	count(violation) == 0
}

violation contains server.id if {
	some server in public_servers
	"http" in server.protocols
}

violation contains server.id if {
	some server in input.servers
	"telnet" in server.protocols
}

public_servers contains server if {
	some server in input.servers
	some port in server.ports
	some input_port in input.ports
	port == input_port.id
	some input_network in input.networks
	input_port.network == input_network.id
	input_network.public
}
