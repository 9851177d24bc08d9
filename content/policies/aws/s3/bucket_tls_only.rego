# METADATA
# title: A bucket refuses requests that are not encrypted
# description: By HTTP everybody on the way can read and change what is sent.
# custom:
#   id: s3-bucket-tls-only
#   aliases: {prowler: [s3_bucket_secure_transport_policy], security_hub: [S3.5], config: [S3_BUCKET_SSL_REQUESTS_ONLY]}
#   severity: medium
#   resource_types: [aws_s3_bucket]
#   frameworks: {cis_3.0: ["2.1.1"]}
#   advice: "Add a bucket policy that denies all actions when aws:SecureTransport is false."
package rampart.aws.s3.bucket_tls_only

import data.rampart.lib.policies

documents contains input.values.policy_document

documents contains other.values.policy_document if some other in rampart.linked_by(input, "aws_s3_bucket_policy", "bucket")

refused if {
	some document in documents
	some statement in policies.statements(document)
	statement.Effect == "Deny"
	some operator in ["Bool", "BoolIfExists"]
	some value in policies.list(statement.Condition[operator]["aws:SecureTransport"])
	lower(sprintf("%v", [value])) == "false"
}

deny contains {"msg": "no policy refuses unencrypted requests", "at": ["policy"]} if not refused
