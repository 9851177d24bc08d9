package rampart.aws.lambda.function_tracing_test

good["active"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  tracing_config {
    mode = "Active"
  }
}`

bad["another mode"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  tracing_config {
    mode = "Off"
  }
}`

bad["left out"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  tracing_config {
    mode = var.v
  }
}`
