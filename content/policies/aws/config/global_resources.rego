# METADATA
# title: AWS Config records global resources in a region
# description: "IAM belongs to no region: it is recorded where somebody asked for it, or nowhere."
# custom:
#   id: config-global-resources
#   aliases: {}
#   related: [config-region-recorder]
#   severity: medium
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["3.3"]}
#   advice: Set include_global_resource_types to true in the recording group of one region.
package rampart.aws.config.global_resources

recorded if {
	some recorder in rampart.resources("aws_config_configuration_recorder")
	some group in recorder.values.recording_group
	group.include_global_resource_types == true
}

# A list of types, or of exceptions, names IAM's for itself.
recorded if {
	some recorder in rampart.resources("aws_config_configuration_recorder")
	some group in recorder.values.recording_group
	{"AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"} - {type | some type in group.resource_types} == set()
}

recorded if {
	some recorder in rampart.resources("aws_config_configuration_recorder")
	some group in recorder.values.recording_group
	some strategy in group.recording_strategy
	strategy.use_only == "EXCLUSION_BY_RESOURCE_TYPES"
	excluded := {type | some exclusion in group.exclusion_by_resource_types; some type in exclusion.resource_types}
	count({type | some type in excluded; startswith(type, "AWS::IAM::")}) == 0
}

deny contains {"msg": "no recorder records global resources"} if not recorded
