package rampart.aws.iam.policy_kms_full_access_test

good["some actions"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["kms:Decrypt"], Resource = "*" }] })
}`

good["one key"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "arn:aws:kms:eu-west-1:111122223333:key/k" }] })
}`

good["denied"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({ Statement = [{ Effect = "Deny", Action = "kms:*", Resource = "*" }] })
}`

bad["all"] := `resource "aws_iam_policy" "x" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*" }] })
}`

bad["among others"] := `resource "aws_iam_role_policy" "x" {
  role = "r"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "kms:*"], Resource = "*" }] })
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_iam_policy" "x" {
  policy = var.v
}`
