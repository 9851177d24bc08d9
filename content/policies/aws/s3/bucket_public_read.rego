# METADATA
# title: The world cannot read a bucket
# description: What the world can read ends in a headline.
# custom:
#   id: s3-bucket-public-read
#   aliases: {security_hub: [S3.2], config: [S3_BUCKET_PUBLIC_READ_PROHIBITED]}
#   related: [s3-bucket-public-read-acl]
#   severity: critical
#   resource_types: [aws_s3_bucket]
#   frameworks: {}
#   advice: Turn the public access block on and take the grant away.
package rampart.aws.s3.bucket_public_read

import data.rampart.lib.accounts
import data.rampart.lib.buckets

# In the gate the rules about ACLs, policies and blocks speak one by one.
applies if accounts.live

deny contains {"msg": "the ACL or the policy lets the world in, and no block stops it"} if {
	buckets.open(
		input,
		{"READ", "READ_ACP"},
		{"s3:getobject", "s3:getobjectversion", "s3:listbucket", "s3:getbucketacl", "s3:getobjectacl"},
	)
}
