# METADATA
# title: "A bucket blocks public access itself, in all four ways"
# description: "The block of the account can be lifted for one bucket's sake; a bucket with a block of its own stays shut then."
# custom:
#   id: s3-bucket-level-public-access-block
#   aliases: {security_hub: [S3.8], config: [S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED]}
#   related: [s3-bucket-public-access-block, s3-bucket-refuses-public-access]
#   severity: medium
#   resource_types: [aws_s3_bucket]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   remediation: s3-block-public-access
#   advice: "Turn all four flags on for the bucket."
package rampart.aws.s3.bucket_level_public_access_block

import data.rampart.lib.accounts
import data.rampart.lib.words

# In the gate each flag has a rule of its own, and s3-bucket-refuses-public-access asks for the block.
applies if {
	accounts.live
	not excluded
}

excluded if input.values.bucket in words.of(rampart.parameter("excluded_buckets", []))

blocked(flag) if {
	some block in rampart.linked(input, "aws_s3_bucket_public_access_block")
	block.values[flag] == true
}

deny contains {"msg": sprintf("the bucket does not set %s", [flag])} if {
	not excluded
	some flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	not blocked(flag)
}
