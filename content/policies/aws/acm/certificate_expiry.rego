# METADATA
# title: A certificate is renewed before it runs out
# description: A certificate that runs out takes its service down.
# custom:
#   id: acm-certificate-expiry
#   aliases: {prowler: [acm_certificates_expiration_check], security_hub: [ACM.1], config: [ACM_CERTIFICATE_EXPIRATION_CHECK]}
#   severity: medium
#   resource_types: [aws_acm_certificate]
#   frameworks: {}
#   advice: "Validate by DNS, so that ACM renews by itself, or import a new certificate."
package rampart.aws.acm.certificate_expiry

applies if {
	input.values.not_after
	rampart.is_known(input.values.not_after)
}

left := floor((time.parse_rfc3339_ns(input.values.not_after) - time.now_ns()) / 86400000000000)

deny contains {"msg": sprintf("the certificate runs out in %d days", [left]), "at": ["not_after"]} if left < rampart.parameter("days_left", 30)
