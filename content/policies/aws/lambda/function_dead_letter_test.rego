package rampart.aws.lambda.function_dead_letter_test

good["target_arn is aws_sqs_queue.q.arn"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  dead_letter_config {
    target_arn = aws_sqs_queue.q.arn
  }
}`

good["target_arn comes from a variable without a value"] := `variable "v" {}
resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  dead_letter_config {
    target_arn = var.v
  }
}`

bad["target_arn is \"\""] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  dead_letter_config {
    target_arn = ""
  }
}`

bad["target_arn is left out"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
}`
