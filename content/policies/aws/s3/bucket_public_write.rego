# METADATA
# title: The world cannot write to a bucket
# description: What the world can write ends in a headline.
# custom:
#   id: s3-bucket-public-write
#   aliases: {security_hub: [S3.3], config: [S3_BUCKET_PUBLIC_WRITE_PROHIBITED]}
#   related: [s3-bucket-public-write-acl]
#   severity: critical
#   resource_types: [aws_s3_bucket]
#   frameworks: {}
#   advice: Turn the public access block on and take the grant away.
package rampart.aws.s3.bucket_public_write

import data.rampart.lib.accounts
import data.rampart.lib.buckets

# In the gate the rules about ACLs, policies and blocks speak one by one.
applies if accounts.live

deny contains {"msg": "the ACL or the policy lets the world in, and no block stops it"} if {
	buckets.open(
		input,
		{"WRITE", "WRITE_ACP"},
		{"s3:putobject", "s3:deleteobject", "s3:putobjectacl", "s3:putbucketacl", "s3:putbucketpolicy", "s3:deletebucket"},
	)
}
