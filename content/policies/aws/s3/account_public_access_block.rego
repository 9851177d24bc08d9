# METADATA
# title: An account blocks public access to S3 in all four ways
# description: "The block of the account holds for every bucket, also for those that somebody makes tomorrow."
# custom:
#   id: s3-account-public-access-block
#   aliases: {}
#   severity: high
#   resource_types: [aws_s3_account_public_access_block]
#   frameworks: {cis_3.0: ["2.1.4"]}
#   advice: Set all four flags to true.
package rampart.aws.s3.account_public_access_block

deny contains {"msg": sprintf("%s is not true", [flag]), "at": [flag]} if {
	some flag in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	not input.values[flag] == true
}
