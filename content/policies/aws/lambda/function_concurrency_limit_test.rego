package rampart.aws.lambda.function_concurrency_limit_test

good["a limit"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  reserved_concurrent_executions = 10
}`

bad["minus one is none"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  reserved_concurrent_executions = -1
}`

bad["left out"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  reserved_concurrent_executions = var.v
}`
