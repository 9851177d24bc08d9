# METADATA
# title: A trail records the management events of all regions
# description: What happens in a region that no trail watches leaves no trace.
# custom:
#   id: cloudtrail-account-multi-region
#   aliases: {prowler: [cloudtrail_multi_region_enabled_logging_management_events], security_hub: [CloudTrail.1], config: [MULTI_REGION_CLOUD_TRAIL_ENABLED]}
#   related: [cloudtrail-trail-multi-region, cloudtrail-trail-enabled]
#   severity: high
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["3.1"]}
#   advice: Create a trail of all regions that records reads and writes of management events.
package rampart.aws.cloudtrail.account_multi_region

import data.rampart.lib.trails

recorded if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.multi_region(trail)
	trails.logging(trail)
	trails.management_events(trail)
}

deny contains {"msg": "no trail records the management events of all regions"} if not recorded
