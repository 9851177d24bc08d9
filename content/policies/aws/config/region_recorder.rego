# METADATA
# title: AWS Config records in every region
# description: What is not recorded changes unseen.
# custom:
#   id: config-region-recorder
#   aliases: {prowler: [config_recorder_all_regions_enabled]}
#   related: [config-recorder-running, config-recorder-all-resources]
#   severity: medium
#   resource_types: [rampart_region]
#   frameworks: {cis_3.0: ["3.3"]}
#   advice: Set up a recorder in the region and switch it on.
package rampart.aws.config.region_recorder

import data.rampart.lib.accounts

applies if accounts.enabled_region(input.values)

recording if {
	some recorder in rampart.resources_in("aws_config_configuration_recorder", input.values.name)
	some status in rampart.resources_in("aws_config_configuration_recorder_status", input.values.name)
	status.values.name == recorder.values.name
	status.values.is_enabled == true
}

deny contains {"msg": "nothing is recorded in this region"} if not recording
