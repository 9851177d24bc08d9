# METADATA
# title: An analyzer looks for access from outside in every region
# description: Nobody reads all the policies of all resources; the analyzer does.
# custom:
#   id: iam-external-access-analyzer
#   aliases: {prowler: [accessanalyzer_enabled], security_hub: [IAM.28], config: [IAM_EXTERNAL_ACCESS_ANALYZER_ENABLED]}
#   severity: medium
#   resource_types: [rampart_region]
#   frameworks: {cis_3.0: ["1.20"]}
#   advice: Create an analyzer of type ACCOUNT or ORGANIZATION in the region.
package rampart.aws.iam.external_access_analyzer

import data.rampart.lib.accounts

applies if accounts.enabled_region(input.values)

analyzed if {
	some analyzer in rampart.resources_in("aws_accessanalyzer_analyzer", input.values.name)
	object.get(analyzer.values, "type", "ACCOUNT") in {"ACCOUNT", "ORGANIZATION"}
}

deny contains {"msg": "no analyzer looks for access from outside in this region"} if not analyzed
