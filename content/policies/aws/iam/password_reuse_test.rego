package rampart.aws.iam.password_reuse_test

good["password_reuse_prevention is 24"] := `resource "aws_iam_account_password_policy" "x" {
  password_reuse_prevention = 24
}`

bad["password_reuse_prevention is 5"] := `resource "aws_iam_account_password_policy" "x" {
  password_reuse_prevention = 5
}`

bad["password_reuse_prevention is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["password_reuse_prevention comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  password_reuse_prevention = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
