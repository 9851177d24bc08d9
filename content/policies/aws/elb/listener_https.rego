# METADATA
# title: "A listener speaks TLS, or sends HTTP to HTTPS"
# description: By HTTP everybody on the way can read and change what is sent.
# custom:
#   id: elb-listener-https
#   aliases: {checkov: [CKV_AWS_2], prowler: [elbv2_ssl_listeners], security_hub: [ELB.1], config: [ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK]}
#   severity: medium
#   resource_types: [aws_lb_listener, aws_alb_listener]
#   frameworks: {nist_800_53_r5: ["AC-4", "AC-17(2)", "IA-5(1)", "SC-7(4)"]}
#   advice: "Set protocol to HTTPS, or make the default action a redirect to HTTPS."
package rampart.aws.elb.listener_https

fine := {"HTTPS", "TLS", "TCP", "UDP", "TCP_UDP"}

redirects if {
	input.values.protocol == "HTTP"
	action := input.values.default_action[0]
	action.type == "redirect"
	action.redirect[0].protocol == "HTTPS"
}

# A redirect that keeps the protocol of the request says nothing.
silent if {
	input.values.protocol == "HTTP"
	action := input.values.default_action[0]
	action.type == "redirect"
	count(action.redirect) > 0
	not "protocol" in object.keys(action.redirect[0])
}

applies if not silent

deny contains {"msg": "traffic is not encrypted", "at": ["protocol"]} if {
	not object.get(input.values, "protocol", "HTTP") in fine
	not redirects
}
