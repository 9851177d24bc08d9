package rampart.aws.iam.password_number_test

good["require_numbers is true"] := `resource "aws_iam_account_password_policy" "x" {
  require_numbers = true
}`

bad["require_numbers is false"] := `resource "aws_iam_account_password_policy" "x" {
  require_numbers = false
}`

bad["require_numbers is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["require_numbers comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  require_numbers = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
