# METADATA
# title: The account is part of an organization
# description: Policies that nobody in the account can lift come from an organization only.
# custom:
#   id: account-part-of-organization
#   aliases: {prowler: [organizations_account_part_of_organizations], security_hub: [Account.2], config: [ACCOUNT_PART_OF_ORGANIZATIONS]}
#   severity: medium
#   resource_types: [rampart_account_summary]
#   frameworks: {}
#   advice: Invite the account into the organization.
package rampart.aws.account.part_of_organization

member if {
	some organization in rampart.resources("aws_organizations_organization")
	rampart.parameter("management_account", "") in {"", organization.values.master_account_id}
}

member if {
	rampart.parameter("management_account", "") == ""
	count(rampart.resources("aws_organizations_organization")) > 0
}

deny contains {"msg": "the account stands alone"} if not member
