# METADATA
# title: A trail that is switched on records each region
# description: "What happens in a region that no trail watches leaves no trace, and intruders know it."
# custom:
#   id: cloudtrail-region-trail
#   aliases: {prowler: [cloudtrail_multi_region_enabled]}
#   related: [cloudtrail-account-multi-region, cloudtrail-trail-multi-region]
#   severity: high
#   resource_types: [rampart_region]
#   frameworks: {}
#   advice: "Create one trail of all regions, and switch it on."
package rampart.aws.cloudtrail.region_trail

import data.rampart.lib.accounts
import data.rampart.lib.trails

applies if accounts.enabled_region(input.values)

recorded if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.logging(trail)
	trails.multi_region(trail)
}

recorded if {
	some trail in rampart.resources_in("aws_cloudtrail", input.values.name)
	trails.logging(trail)
}

deny contains {"msg": "no trail that is switched on records this region"} if not recorded
