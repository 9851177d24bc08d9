# Whether the world can reach a bucket: what its ACL and policy give, less what the public access blocks of bucket and account take away.
package rampart.lib.buckets

import data.rampart.lib.policies

blocked(bucket, flag) if {
	some block in rampart.linked(bucket, "aws_s3_bucket_public_access_block")
	block.values[flag] == true
}

blocked(_, flag) if {
	some block in rampart.resources("aws_s3_account_public_access_block")
	block.values[flag] == true
}

everyone := {"http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}

granted(bucket) := {grant.permission |
	some acl in rampart.linked_by(bucket, "aws_s3_bucket_acl", "bucket")
	some policy in acl.values.access_control_policy
	some grant in policy.grant
	some grantee in grant.grantee
	grantee.uri in everyone
} | {permission |
	some permission, canned in {
		"READ": {"public-read", "public-read-write", "authenticated-read"},
		"WRITE": {"public-read-write"},
	}
	some acl in {acl |
		some other in rampart.linked_by(bucket, "aws_s3_bucket_acl", "bucket")
		acl := other.values.acl
	} | {object.get(bucket.values, "acl", "private")}
	acl in canned
}

documents(bucket) := {document |
	some other in rampart.linked_by(bucket, "aws_s3_bucket_policy", "bucket")
	document := other.values.policy_document
} | {document | document := bucket.values.policy_document}

# Is the policy public by S3's own reckoning? Where that was not asked for, a statement counts that has no condition.
by_s3(bucket) := {status.values.is_public |
	some status in rampart.resources("rampart_s3_bucket_policy_status")
	status.values.bucket == bucket.values.bucket
}

is_public(bucket, _) if true in by_s3(bucket)

is_public(bucket, statement) if {
	count(by_s3(bucket)) == 0
	not statement.Condition
}

# Does the policy let the world make one of these calls?
policy_opens(bucket, calls) if {
	some document in documents(bucket)
	some statement in policies.statements(document)
	policies.allows(statement)
	policies.anyone(statement)
	is_public(bucket, statement)
	some pattern in policies.list(statement.Action)
	some call in calls
	glob.match(lower(pattern), [], call)
}

# By ACL (permissions) or by policy (calls, in small letters).
open(bucket, permissions, _) if {
	count(granted(bucket) & (permissions | {"FULL_CONTROL"})) > 0
	not blocked(bucket, "ignore_public_acls")
}

open(bucket, _, calls) if {
	policy_opens(bucket, calls)
	not blocked(bucket, "restrict_public_buckets")
}
