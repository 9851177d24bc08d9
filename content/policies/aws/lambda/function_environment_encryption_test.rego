package rampart.aws.lambda.function_environment_encryption_test

good["a key"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/k"
  environment {
    variables = { A = "b" }
  }
}`

bad["no key"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  environment {
    variables = { A = "b" }
  }
}`
