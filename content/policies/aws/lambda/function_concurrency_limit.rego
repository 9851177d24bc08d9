# METADATA
# title: A function has a limit of its own
# description: One function without a limit can use up the account's concurrency and stop all others.
# custom:
#   id: lambda-function-concurrency-limit
#   aliases: {checkov: [CKV_AWS_115], config: [LAMBDA_CONCURRENCY_CHECK]}
#   severity: low
#   resource_types: [aws_lambda_function]
#   frameworks: {}
#   advice: Set reserved_concurrent_executions.
package rampart.aws.lambda.function_concurrency_limit

deny contains {"msg": "there is no limit", "at": ["reserved_concurrent_executions"]} if object.get(input.values, "reserved_concurrent_executions", -1) == -1
