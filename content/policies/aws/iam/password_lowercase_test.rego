package rampart.aws.iam.password_lowercase_test

good["require_lowercase_characters is true"] := `resource "aws_iam_account_password_policy" "x" {
  require_lowercase_characters = true
}`

bad["require_lowercase_characters is false"] := `resource "aws_iam_account_password_policy" "x" {
  require_lowercase_characters = false
}`

bad["require_lowercase_characters is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["require_lowercase_characters comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  require_lowercase_characters = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
