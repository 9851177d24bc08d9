# METADATA
# title: A build runs without privileges on its host
# description: "A privileged build can leave its container, and what it builds is often somebody else's code."
# custom:
#   id: codebuild-project-privileged
#   aliases: {checkov: [CKV_AWS_316], security_hub: [CodeBuild.5], config: [CODEBUILD_PROJECT_ENVIRONMENT_PRIVILEGED_CHECK]}
#   severity: high
#   resource_types: [aws_codebuild_project]
#   frameworks: {}
#   advice: "Set privileged_mode to false, unless the project builds images."
package rampart.aws.codebuild.project_privileged

import data.rampart.lib.words

exempted if input.values.name in words.of(rampart.parameter("exempted_projects", []))

deny contains {"msg": "the build is privileged", "at": ["environment", 0, "privileged_mode"]} if {
	input.values.environment[0].privileged_mode == true
	not exempted
}
