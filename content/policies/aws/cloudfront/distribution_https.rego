# METADATA
# title: Viewers reach a distribution by HTTPS
# description: By HTTP everybody on the way can read and change what is sent.
# custom:
#   id: cloudfront-distribution-https
#   aliases: {checkov: [CKV_AWS_34], prowler: [cloudfront_distributions_https_enabled], security_hub: [CloudFront.3], config: [CLOUDFRONT_VIEWER_POLICY_HTTPS]}
#   severity: medium
#   resource_types: [aws_cloudfront_distribution]
#   frameworks: {nist_800_53_r5: ["AC-4", "AC-17(2)", "IA-5(1)", "SC-7(4)"]}
#   advice: Set viewer_protocol_policy to redirect-to-https or https-only in every cache behaviour.
package rampart.aws.cloudfront.distribution_https

deny contains {"msg": "HTTP is allowed", "at": [kind, i, "viewer_protocol_policy"]} if {
	some kind in ["default_cache_behavior", "ordered_cache_behavior"]
	some i, behaviour in input.values[kind]
	behaviour.viewer_protocol_policy == "allow-all"
}
