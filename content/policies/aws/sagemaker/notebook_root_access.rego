# METADATA
# title: Users of a notebook are not root
# description: "Root can read all that is on the instance, and take away what watches it."
# custom:
#   id: sagemaker-notebook-root-access
#   aliases: {checkov: [CKV_AWS_307], prowler: [sagemaker_notebook_instance_root_access_disabled], security_hub: [SageMaker.3], config: [SAGEMAKER_NOTEBOOK_INSTANCE_ROOT_ACCESS_CHECK]}
#   severity: high
#   resource_types: [aws_sagemaker_notebook_instance]
#   frameworks: {}
#   advice: Set root_access to Disabled.
#   fix: {set: {root_access: Disabled}}
package rampart.aws.sagemaker.notebook_root_access

deny contains {"msg": "users of the notebook are root", "at": ["root_access"]} if not input.values.root_access == "Disabled"
