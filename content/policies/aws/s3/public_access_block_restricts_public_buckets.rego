# METADATA
# title: The public access block restricts buckets with public policies
# description: "Left off, a bucket whose policy is public already stays open to other accounts."
# custom:
#   id: s3-public-access-block-restricts-public-buckets
#   aliases: {checkov: [CKV_AWS_56]}
#   related: [s3-bucket-refuses-public-access]
#   severity: high
#   resource_types: [aws_s3_bucket_public_access_block]
#   frameworks: {cis_3.0: ["2.1.4"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   remediation: s3-block-public-access
#   advice: Set restrict_public_buckets to true.
#   fix: {set: {restrict_public_buckets: true}}
package rampart.aws.s3.public_access_block_restricts_public_buckets

deny contains {"msg": "restrict_public_buckets is not true", "at": ["restrict_public_buckets"]} if not input.values.restrict_public_buckets == true
