# METADATA
# title: The public access block refuses public bucket policies
# description: "Left off, a bucket policy for Principal * is accepted without a word."
# custom:
#   id: s3-public-access-block-blocks-public-policy
#   aliases: {checkov: [CKV_AWS_54]}
#   related: [s3-bucket-refuses-public-access]
#   severity: high
#   resource_types: [aws_s3_bucket_public_access_block]
#   frameworks: {cis_3.0: ["2.1.4"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   remediation: s3-block-public-access
#   advice: Set block_public_policy to true.
#   fix: {set: {block_public_policy: true}}
package rampart.aws.s3.public_access_block_blocks_public_policy

deny contains {"msg": "block_public_policy is not true", "at": ["block_public_policy"]} if not input.values.block_public_policy == true
