# METADATA
# title: AWS Config records global resources
# description: "IAM is global: without it the most important changes are missing."
# custom:
#   id: config-recorder-global-resources
#   aliases: {checkov: [CKV2_AWS_48]}
#   severity: medium
#   resource_types: [aws_config_configuration_recorder]
#   frameworks: {cis_3.0: ["3.3"]}
#   advice: Set include_global_resource_types to true in recording_group.
package rampart.aws.config.recorder_global_resources

deny contains {"msg": "global resources are not recorded", "at": ["recording_group", 0, "include_global_resource_types"]} if not input.values.recording_group[0].include_global_resource_types == true
