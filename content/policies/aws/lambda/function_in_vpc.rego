# METADATA
# title: A function runs in a VPC
# description: In a VPC its traffic is filtered and logged as that of any server.
# custom:
#   id: lambda-function-in-vpc
#   aliases: {checkov: [CKV_AWS_117], prowler: [awslambda_function_inside_vpc], security_hub: [Lambda.3], config: [LAMBDA_INSIDE_VPC]}
#   severity: low
#   resource_types: [aws_lambda_function]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Add a vpc_config block with subnets and security groups.
package rampart.aws.lambda.function_in_vpc

deny contains {"msg": "the function runs outside any VPC", "at": ["vpc_config"]} if not rampart.is_set(input.values, ["vpc_config"])
