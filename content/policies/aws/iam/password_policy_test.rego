package rampart.aws.iam.password_policy_test

good["all of it"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers = true
  require_symbols = true
  password_reuse_prevention = 24
  max_password_age = 90
}`

bad["none"] := `resource "rampart_account_summary" "x" {
}`

bad["no symbols"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers = true
  require_symbols = false
  password_reuse_prevention = 24
  max_password_age = 90
}`

bad["short"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 8
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers = true
  require_symbols = true
  password_reuse_prevention = 24
  max_password_age = 90
}`

bad["never runs out"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers = true
  require_symbols = true
  password_reuse_prevention = 24
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers = true
  require_symbols = var.v
  password_reuse_prevention = 24
  max_password_age = 90
}`
