# METADATA
# title: No certificate that IAM stores has run out
# description: A dead certificate gets deployed by mistake and takes a service down.
# custom:
#   id: iam-server-certificate-expired
#   aliases: {prowler: [iam_no_expired_server_certificates_stored], security_hub: [IAM.26], config: [IAM_SERVER_CERTIFICATE_EXPIRATION_CHECK]}
#   severity: medium
#   resource_types: [aws_iam_server_certificate]
#   frameworks: {cis_3.0: ["1.19"]}
#   advice: "Delete the certificate, and move to ACM, which renews them."
package rampart.aws.iam.server_certificate_expired

# Before it is uploaded nobody knows when it ends.
applies if {
	input.values.expiration
	rampart.is_known(input.values.expiration)
}

deny contains {"msg": sprintf("the certificate ran out on %s", [input.values.expiration]), "at": ["expiration"]} if time.parse_rfc3339_ns(input.values.expiration) < time.now_ns()
