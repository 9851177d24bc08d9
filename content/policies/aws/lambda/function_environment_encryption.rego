# METADATA
# title: The environment of a function is encrypted with a key of your own
# description: Environment variables hold what should be secret more often than anyone admits.
# custom:
#   id: lambda-function-environment-encryption
#   aliases: {checkov: [CKV_AWS_173], prowler: [awslambda_function_env_vars_not_encrypted_with_cmk]}
#   severity: medium
#   resource_types: [aws_lambda_function]
#   frameworks: {}
#   advice: Set kms_key_arn where there are environment variables.
package rampart.aws.lambda.function_environment_encryption

has_environment if count(input.values.environment) > 0

has_key if "kms_key_arn" in object.keys(input.values)

applies if has_environment

applies if has_key

deny contains {"msg": "the variables are encrypted with the key of AWS", "at": ["environment"]} if {
	has_environment
	not rampart.is_set(input.values, ["kms_key_arn"])
}

deny contains {"msg": "a key is set but there are no variables, which shows as a change in every plan", "at": ["kms_key_arn"]} if {
	has_key
	not has_environment
}
