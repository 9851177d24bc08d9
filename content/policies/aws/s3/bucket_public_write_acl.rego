# METADATA
# title: No ACL lets the world write to a bucket
# description: "Whoever can write can plant malware, run up costs, or overwrite what others trust."
# custom:
#   id: s3-bucket-public-write-acl
#   aliases: {checkov: [CKV_AWS_57], prowler: [s3_bucket_public_write_acl]}
#   severity: critical
#   resource_types: [aws_s3_bucket]
#   frameworks: {}
#   advice: "Set the ACL to private, or leave it out, and turn on the public access block."
package rampart.aws.s3.bucket_public_write_acl

acls contains {"acl": input.values.acl, "address": input.address, "at": ["acl"]}

acls contains {"acl": other.values.acl, "address": other.address, "at": ["acl"]} if some other in rampart.linked_by(input, "aws_s3_bucket_acl", "bucket")

grants contains {"grant": grant, "address": other.address} if {
	some other in rampart.linked_by(input, "aws_s3_bucket_acl", "bucket")
	some policy in other.values.access_control_policy
	some grant in policy.grant
}

deny contains {"msg": "the ACL is public-read-write", "resource": acl.address, "at": acl.at} if {
	some acl in acls
	acl.acl == "public-read-write"
}

deny contains {"msg": sprintf("a grant gives everybody %s", [g.grant.permission]), "resource": g.address, "at": ["access_control_policy"]} if {
	some g in grants
	some grantee in g.grant.grantee
	grantee.uri == "http://acs.amazonaws.com/groups/global/AllUsers"
	g.grant.permission in {"FULL_CONTROL", "WRITE", "WRITE_ACP"}
}
