# METADATA
# title: A function takes signed code only
# description: Signing keeps code out that did not come through your pipeline.
# custom:
#   id: lambda-function-code-signing
#   aliases: {checkov: [CKV_AWS_272]}
#   severity: low
#   resource_types: [aws_lambda_function]
#   frameworks: {}
#   advice: Set code_signing_config_arn.
package rampart.aws.lambda.function_code_signing

deny contains {"msg": "code need not be signed", "at": ["code_signing_config_arn"]} if not rampart.is_set(input.values, ["code_signing_config_arn"])
