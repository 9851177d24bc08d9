package rampart.aws.iam.password_symbol_test

good["require_symbols is true"] := `resource "aws_iam_account_password_policy" "x" {
  require_symbols = true
}`

bad["require_symbols is false"] := `resource "aws_iam_account_password_policy" "x" {
  require_symbols = false
}`

bad["require_symbols is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["require_symbols comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  require_symbols = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
