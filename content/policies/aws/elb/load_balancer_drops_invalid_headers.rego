# METADATA
# title: A load balancer drops headers that are not valid
# description: Malformed headers are how requests are smuggled past a proxy.
# custom:
#   id: elb-load-balancer-drops-invalid-headers
#   aliases: {checkov: [CKV_AWS_131], prowler: [elbv2_alb_drop_invalid_header_fields_enabled], security_hub: [ELB.4], config: [ALB_HTTP_DROP_INVALID_HEADER_ENABLED]}
#   severity: medium
#   resource_types: [aws_lb, aws_alb]
#   frameworks: {nist_800_53_r5: ["SC-7(4)", "SC-8(2)"]}
#   advice: Set drop_invalid_header_fields to true.
#   fix: {set: {drop_invalid_header_fields: true}}
package rampart.aws.elb.load_balancer_drops_invalid_headers

applies if not object.get(input.values, "load_balancer_type", "application") in {"gateway", "network"}

deny contains {"msg": "invalid headers are passed on", "at": ["drop_invalid_header_fields"]} if not input.values.drop_invalid_header_fields == true
