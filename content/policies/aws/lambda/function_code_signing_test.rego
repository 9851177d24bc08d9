package rampart.aws.lambda.function_code_signing_test

good["code_signing_config_arn is aws_lambda_code_signing_config.c.arn"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  code_signing_config_arn = aws_lambda_code_signing_config.c.arn
}`

good["code_signing_config_arn comes from a variable without a value"] := `variable "v" {}
resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  code_signing_config_arn = var.v
}`

bad["code_signing_config_arn is \"\""] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  code_signing_config_arn = ""
}`

bad["code_signing_config_arn is left out"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
}`
