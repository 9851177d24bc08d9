# METADATA
# title: AWS Config records all resources
# description: What is not recorded changes unseen.
# custom:
#   id: config-recorder-all-resources
#   aliases: {}
#   related: [config-recorder-running]
#   severity: medium
#   resource_types: [aws_config_configuration_recorder]
#   frameworks: {cis_3.0: ["3.3"]}
#   advice: Add a recording_group with all_supported and include_global_resource_types true.
package rampart.aws.config.recorder_all_resources

group := input.values.recording_group[0]

deny contains {"msg": "not all types of resources are recorded", "at": ["recording_group", 0, "all_supported"]} if group.all_supported == false

deny contains {"msg": "global resources are not recorded", "at": ["recording_group", 0, "include_global_resource_types"]} if not input.values.recording_group[0].include_global_resource_types == true
