package rampart.aws.iam.password_uppercase_test

good["require_uppercase_characters is true"] := `resource "aws_iam_account_password_policy" "x" {
  require_uppercase_characters = true
}`

bad["require_uppercase_characters is false"] := `resource "aws_iam_account_password_policy" "x" {
  require_uppercase_characters = false
}`

bad["require_uppercase_characters is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["require_uppercase_characters comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  require_uppercase_characters = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
