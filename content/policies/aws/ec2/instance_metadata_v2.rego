# METADATA
# title: The instance metadata service wants a token
# description: Version 1 answers any request from the machine; a forged request through a web server is enough to steal the role's keys.
# custom:
#   id: ec2-instance-metadata-v2
#   aliases: {checkov: [CKV_AWS_79], prowler: [ec2_instance_imdsv2_enabled, autoscaling_group_launch_configuration_requires_imdsv2, ec2_launch_template_imdsv2_required], security_hub: [EC2.8, AutoScaling.3, EC2.170], config: [EC2_IMDSV2_CHECK, AUTOSCALING_LAUNCHCONFIG_REQUIRES_IMDSV2, EC2_LAUNCH_TEMPLATE_IMDSV2_CHECK]}
#   severity: high
#   resource_types: [aws_instance, aws_launch_template, aws_launch_configuration]
#   frameworks: {cis_3.0: ["5.6"], nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-3(15)", "AC-6"]}
#   advice: Set http_tokens to required in metadata_options.
package rampart.aws.ec2.instance_metadata_v2

off if input.values.metadata_options[0].http_endpoint == "disabled"

deny contains {"msg": "tokens are not required", "at": ["metadata_options", 0, "http_tokens"]} if {
	not off
	not input.values.metadata_options[0].http_tokens == "required"
}
