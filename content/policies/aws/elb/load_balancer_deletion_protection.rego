# METADATA
# title: A load balancer cannot be deleted by one call
# description: With the load balancer gone everything behind it is gone too.
# custom:
#   id: elb-load-balancer-deletion-protection
#   aliases: {checkov: [CKV_AWS_150], prowler: [elbv2_deletion_protection], security_hub: [ELB.6], config: [ELB_DELETION_PROTECTION_ENABLED]}
#   severity: low
#   resource_types: [aws_lb, aws_alb]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-2", "CM-2(2)", "CM-3"]}
#   advice: Set enable_deletion_protection to true.
#   fix: {set: {enable_deletion_protection: true}}
package rampart.aws.elb.load_balancer_deletion_protection

deny contains {"msg": "deletion protection is off", "at": ["enable_deletion_protection"]} if not input.values.enable_deletion_protection == true
