# METADATA
# title: A distribution stands behind a firewall
# description: A web ACL stops known attacks before they reach the origin.
# custom:
#   id: cloudfront-distribution-waf
#   aliases: {checkov: [CKV_AWS_68], prowler: [cloudfront_distributions_using_waf], security_hub: [CloudFront.6], config: [CLOUDFRONT_ASSOCIATED_WITH_WAF]}
#   severity: medium
#   resource_types: [aws_cloudfront_distribution]
#   frameworks: {nist_800_53_r5: ["AC-4(21)"]}
#   advice: Set web_acl_id to the ARN of a WAFv2 web ACL of scope CLOUDFRONT.
package rampart.aws.cloudfront.distribution_waf

deny contains {"msg": "no web ACL is set", "at": ["web_acl_id"]} if not rampart.is_set(input.values, ["web_acl_id"])
