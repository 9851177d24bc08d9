# METADATA
# title: Security Hub judges by its standards
# description: Without a standard Security Hub has nothing to say.
# custom:
#   id: securityhub-default-standards
#   aliases: {}
#   severity: low
#   resource_types: [aws_securityhub_account]
#   frameworks: {cis_3.0: ["4.16"]}
#   advice: "Take enable_default_standards away, or subscribe to standards with aws_securityhub_standards_subscription."
package rampart.aws.securityhub.default_standards

deny contains {"msg": "no standard is enabled", "at": ["enable_default_standards"]} if {
	input.values.enable_default_standards == false
	count(rampart.resources("aws_securityhub_standards_subscription")) == 0
}
