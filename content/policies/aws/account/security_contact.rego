# METADATA
# title: AWS knows whom to call about security
# description: "AWS's warnings go to the address of root, which nobody reads."
# custom:
#   id: account-security-contact
#   aliases: {prowler: [account_security_contact_information_is_registered], security_hub: [Account.1], config: [SECURITY_ACCOUNT_INFORMATION_PROVIDED]}
#   severity: medium
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.2"]}
#   advice: Register an alternate contact of type SECURITY.
package rampart.aws.account.security_contact

registered if {
	some contact in rampart.resources("aws_account_alternate_contact")
	contact.values.alternate_contact_type == "SECURITY"
}

deny contains {"msg": "no security contact is registered"} if not registered
