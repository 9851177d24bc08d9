# METADATA
# title: The recorder of AWS Config is switched on
# description: A recorder that does not run records nothing.
# custom:
#   id: config-recorder-running
#   aliases: {}
#   severity: medium
#   resource_types: [aws_config_configuration_recorder_status]
#   frameworks: {cis_3.0: ["3.3"]}
#   advice: Set is_enabled to true.
#   fix: {set: {is_enabled: true}}
package rampart.aws.config.recorder_running

deny contains {"msg": "the recorder is not switched on", "at": ["is_enabled"]} if not input.values.is_enabled == true
