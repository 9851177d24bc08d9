# METADATA
# title: A notebook has no way to the internet of its own
# description: "What a notebook reads can leave by SageMaker's network, past everything that the VPC guards."
# custom:
#   id: sagemaker-notebook-direct-internet
#   aliases: {prowler: [sagemaker_notebook_instance_without_direct_internet_access_configured], security_hub: [SageMaker.1], config: [SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS]}
#   severity: high
#   resource_types: [aws_sagemaker_notebook_instance]
#   frameworks: {}
#   advice: Set direct_internet_access to Disabled and give the notebook a subnet; it must be made anew.
package rampart.aws.sagemaker.notebook_direct_internet

deny contains {"msg": "the notebook reaches the internet directly", "at": ["direct_internet_access"]} if not input.values.direct_internet_access == "Disabled"
