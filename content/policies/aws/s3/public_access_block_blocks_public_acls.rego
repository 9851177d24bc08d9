# METADATA
# title: The public access block refuses new public ACLs
# description: "Left off, one careless upload with a public ACL publishes an object."
# custom:
#   id: s3-public-access-block-blocks-public-acls
#   aliases: {checkov: [CKV_AWS_53]}
#   related: [s3-bucket-refuses-public-access]
#   severity: high
#   resource_types: [aws_s3_bucket_public_access_block]
#   frameworks: {cis_3.0: ["2.1.4"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   remediation: s3-block-public-access
#   advice: Set block_public_acls to true.
#   fix: {set: {block_public_acls: true}}
package rampart.aws.s3.public_access_block_blocks_public_acls

deny contains {"msg": "block_public_acls is not true", "at": ["block_public_acls"]} if not input.values.block_public_acls == true
