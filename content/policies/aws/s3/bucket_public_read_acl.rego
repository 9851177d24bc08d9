# METADATA
# title: No ACL lets the world read a bucket
# description: "A public ACL is the shortest way from a bucket to a headline: anyone can list and fetch what is in it."
# custom:
#   id: s3-bucket-public-read-acl
#   aliases: {checkov: [CKV_AWS_20], prowler: [s3_bucket_public_list_acl]}
#   severity: critical
#   resource_types: [aws_s3_bucket]
#   frameworks: {cis_3.0: ["2.1.4"]}
#   advice: "Set the ACL to private, or leave it out, and turn on the public access block."
package rampart.aws.s3.bucket_public_read_acl

acls contains {"acl": input.values.acl, "address": input.address, "at": ["acl"]}

acls contains {"acl": other.values.acl, "address": other.address, "at": ["acl"]} if some other in rampart.linked_by(input, "aws_s3_bucket_acl", "bucket")

grants contains {"grant": grant, "address": other.address} if {
	some other in rampart.linked_by(input, "aws_s3_bucket_acl", "bucket")
	some policy in other.values.access_control_policy
	some grant in policy.grant
}

public := {"public-read", "public-read-write", "website", "authenticated-read"}

deny contains {"msg": sprintf("the ACL is %s", [acl.acl]), "resource": acl.address, "at": acl.at} if {
	some acl in acls
	acl.acl in public
}

deny contains {"msg": "a grant gives everybody access", "resource": g.address, "at": ["access_control_policy"]} if {
	some g in grants
	some grantee in g.grant.grantee
	grantee.uri == "http://acs.amazonaws.com/groups/global/AllUsers"
}
