# METADATA
# title: A load balancer logs its requests
# description: "Without logs nobody can tell who attacked, or what was fetched."
# custom:
#   id: elb-load-balancer-access-logs
#   aliases: {checkov: [CKV_AWS_91], prowler: [elbv2_logging_enabled], config: [NLB_LOGGING_ENABLED]}
#   severity: medium
#   resource_types: [aws_lb, aws_alb]
#   frameworks: {nist_800_53_r5: ["AC-4(26)", "AU-2", "AU-3", "AU-6(3)"]}
#   advice: Add an access_logs block with enabled true and a bucket.
package rampart.aws.elb.load_balancer_access_logs

applies if not input.values.load_balancer_type == "gateway"

deny contains {"msg": "requests are not logged", "at": ["access_logs", 0, "enabled"]} if not input.values.access_logs[0].enabled == true
