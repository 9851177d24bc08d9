# METADATA
# title: AWS knows whose account it is
# description: "When an account misbehaves AWS writes to its contact, and then closes it."
# custom:
#   id: account-primary-contact
#   aliases: {}
#   severity: low
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.1"]}
#   advice: "Fill in the contact information, and see that it is right."
package rampart.aws.account.primary_contact

deny contains {"msg": "no contact information is there"} if count(rampart.resources("aws_account_primary_contact")) == 0

deny contains {"msg": sprintf("%s is empty", [field]), "resource": contact.address, "at": [field]} if {
	some contact in rampart.resources("aws_account_primary_contact")
	some field in ["full_name", "phone_number", "address_line_1", "country_code"]
	not rampart.is_set(contact.values, [field])
}
