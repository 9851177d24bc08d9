package rampart.aws.iam.policy_any_action_test

good["named actions"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
    })
}`

good["a denial"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }]
    })
}`

good["a policy is left out"] := `resource "aws_iam_policy" "x" {
  name = "p"
}`

bad["star"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::logs/*" }]
    })
}`

unknown["the action comes from a variable"] := `variable "v" {}
resource "aws_iam_policy" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = var.v, Resource = "arn:aws:s3:::logs/*" }]
    })
}`
