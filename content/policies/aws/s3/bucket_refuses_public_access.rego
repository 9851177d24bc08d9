# METADATA
# title: A bucket has a public access block that refuses public ACLs and policies
# description: With no block in place a single ACL or bucket policy can publish the data.
# custom:
#   id: s3-bucket-refuses-public-access
#   aliases: {checkov: [CKV2_AWS_6]}
#   severity: high
#   resource_types: [aws_s3_bucket]
#   frameworks: {cis_3.0: ["2.1.4"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Add an aws_s3_bucket_public_access_block resource for the bucket with all four flags true.
#   fix: {companion: aws_s3_bucket_public_access_block, by: bucket, values: {block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true}}
package rampart.aws.s3.bucket_refuses_public_access

blocks := rampart.linked(input, "aws_s3_bucket_public_access_block")

deny contains {"msg": "no public access block is linked to this bucket"} if count(blocks) == 0

deny contains {"msg": sprintf("%s is not true", [flag]), "resource": block.address, "at": [flag]} if {
	some block in blocks
	some flag in ["block_public_acls", "block_public_policy"]
	not block.values[flag] == true
}
