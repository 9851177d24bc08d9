# METADATA
# title: Macie looks at the data of every region
# description: Nobody can protect sensitive data without knowing where it is.
# custom:
#   id: macie-enabled
#   aliases: {prowler: [macie_is_enabled], security_hub: [Macie.1], config: [MACIE_STATUS_CHECK]}
#   related: [macie-account-enabled]
#   severity: low
#   resource_types: [rampart_region]
#   frameworks: {cis_3.0: ["2.1.3"]}
#   advice: Enable Macie in the region.
package rampart.aws.macie.enabled

import data.rampart.lib.accounts

applies if accounts.enabled_region(input.values)

enabled if {
	some session in rampart.resources_in("aws_macie2_account", input.values.name)
	not session.values.status == "PAUSED"
}

deny contains {"msg": "Macie is off in this region"} if not enabled
