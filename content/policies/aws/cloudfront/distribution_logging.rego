# METADATA
# title: A distribution logs its requests
# description: "Without logs nobody can tell who attacked, or what was fetched."
# custom:
#   id: cloudfront-distribution-logging
#   aliases: {checkov: [CKV_AWS_86], prowler: [cloudfront_distributions_logging_enabled], security_hub: [CloudFront.5], config: [CLOUDFRONT_ACCESSLOGS_ENABLED]}
#   severity: medium
#   resource_types: [aws_cloudfront_distribution]
#   frameworks: {nist_800_53_r5: ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2"]}
#   advice: Add a logging_config block with a bucket.
package rampart.aws.cloudfront.distribution_logging

deny contains {"msg": "requests are not logged", "at": ["logging_config", 0, "bucket"]} if not rampart.is_set(input.values, ["logging_config", 0, "bucket"])
