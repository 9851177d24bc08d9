package rampart.aws.lambda.function_in_vpc_test

good["in a VPC"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
  vpc_config {
    subnet_ids = ["s-1"]
    security_group_ids = ["sg-1"]
  }
}`

bad["left out"] := `resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "r"
}`
