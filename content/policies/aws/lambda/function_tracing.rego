# METADATA
# title: A function is traced
# description: "Traces show which call was slow or failed, across services."
# custom:
#   id: lambda-function-tracing
#   aliases: {checkov: [CKV_AWS_50], security_hub: [Lambda.7], config: [LAMBDA_FUNCTION_XRAY_ENABLED]}
#   severity: low
#   resource_types: [aws_lambda_function]
#   frameworks: {}
#   advice: Add a tracing_config block with mode Active.
package rampart.aws.lambda.function_tracing

traced if input.values.tracing_config[0].mode in {"Active", "PassThrough"}

deny contains {"msg": "tracing is not configured", "at": ["tracing_config", 0, "mode"]} if not traced
