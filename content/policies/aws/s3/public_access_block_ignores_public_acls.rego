# METADATA
# title: The public access block ignores public ACLs that exist
# description: "Left off, ACLs from before the block still publish their objects."
# custom:
#   id: s3-public-access-block-ignores-public-acls
#   aliases: {checkov: [CKV_AWS_55]}
#   related: [s3-bucket-refuses-public-access]
#   severity: high
#   resource_types: [aws_s3_bucket_public_access_block]
#   frameworks: {cis_3.0: ["2.1.4"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   remediation: s3-block-public-access
#   advice: Set ignore_public_acls to true.
#   fix: {set: {ignore_public_acls: true}}
package rampart.aws.s3.public_access_block_ignores_public_acls

deny contains {"msg": "ignore_public_acls is not true", "at": ["ignore_public_acls"]} if not input.values.ignore_public_acls == true
