# METADATA
# title: A function keeps events that it could not handle
# description: Asynchronous events that fail three times are gone without a dead letter queue.
# custom:
#   id: lambda-function-dead-letter
#   aliases: {checkov: [CKV_AWS_116], prowler: [awslambda_function_no_dead_letter_queue], config: [LAMBDA_DLQ_CHECK]}
#   severity: low
#   resource_types: [aws_lambda_function]
#   frameworks: {}
#   advice: Add a dead_letter_config block with a queue or topic.
package rampart.aws.lambda.function_dead_letter

deny contains {"msg": "there is no dead letter queue", "at": ["dead_letter_config", 0, "target_arn"]} if not rampart.is_set(input.values, ["dead_letter_config", 0, "target_arn"])
