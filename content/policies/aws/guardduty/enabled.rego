# METADATA
# title: GuardDuty watches every region
# description: Intruders work in the regions that nobody looks at.
# custom:
#   id: guardduty-enabled
#   aliases: {prowler: [guardduty_is_enabled], security_hub: [GuardDuty.1], config: [GUARDDUTY_ENABLED_CENTRALIZED]}
#   severity: high
#   resource_types: [rampart_region]
#   frameworks: {}
#   advice: "Enable GuardDuty in the region, best through the organization."
package rampart.aws.guardduty.enabled

import data.rampart.lib.accounts

applies if accounts.enabled_region(input.values)

enabled if {
	some detector in rampart.resources_in("aws_guardduty_detector", input.values.name)
	not detector.values.enable == false
}

deny contains {"msg": "GuardDuty is off in this region"} if not enabled
