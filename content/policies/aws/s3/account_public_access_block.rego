# METADATA
# title: An account blocks public access to S3 in all four ways
# description: "The block of the account holds for every bucket, also for those that somebody makes tomorrow."
# custom:
#   id: s3-account-public-access-block
#   aliases: {security_hub: [S3.1], config: [S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS, S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC], prowler: [s3_account_level_public_access_blocks]}
#   severity: high
#   resource_types: [aws_s3_account_public_access_block, rampart_account_summary]
#   frameworks: {cis_3.0: ["2.1.4"]}
#   advice: Set all four flags to true.
package rampart.aws.s3.account_public_access_block

applies if input.type == "aws_s3_account_public_access_block"

applies if count(rampart.resources("aws_s3_account_public_access_block")) == 0

deny contains {"msg": "the account blocks nothing"} if {
	input.type == "rampart_account_summary"
	count(rampart.resources("aws_s3_account_public_access_block")) == 0
}

deny contains {"msg": sprintf("%s is not true", [flag]), "at": [flag]} if {
	input.type == "aws_s3_account_public_access_block"
	some flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	not input.values[flag] == true
}
