# METADATA
# title: Security Hub is switched on in every region
# description: "What AWS's own services find is gathered in one place, or nowhere."
# custom:
#   id: securityhub-enabled
#   aliases: {prowler: [securityhub_enabled], config: [SECURITYHUB_ENABLED]}
#   related: [securityhub-default-standards]
#   severity: medium
#   resource_types: [rampart_region]
#   frameworks: {cis_3.0: ["4.16"]}
#   advice: "Enable Security Hub in the region, best through the organization."
package rampart.aws.securityhub.enabled

import data.rampart.lib.accounts

applies if accounts.enabled_region(input.values)

deny contains {"msg": "Security Hub is off in this region"} if count(rampart.resources_in("aws_securityhub_account", input.values.name)) == 0
