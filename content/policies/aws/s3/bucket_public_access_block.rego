# METADATA
# title: "Public access to a bucket is blocked, by the bucket or its account"
# description: With no block in place a single ACL or policy can publish the data.
# custom:
#   id: s3-bucket-public-access-block
#   aliases: {prowler: [s3_bucket_level_public_access_block]}
#   related: [s3-bucket-level-public-access-block, s3-bucket-refuses-public-access, s3-account-public-access-block]
#   severity: high
#   resource_types: [aws_s3_bucket]
#   frameworks: {cis_3.0: ["2.1.4"]}
#   advice: "Turn all four flags on, best for the whole account."
package rampart.aws.s3.bucket_public_access_block

import data.rampart.lib.accounts
import data.rampart.lib.buckets

applies if accounts.live

deny contains {"msg": sprintf("%s is on neither for the bucket nor for its account", [flag])} if {
	some flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	not buckets.blocked(input, flag)
}
