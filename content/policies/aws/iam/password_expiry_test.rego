package rampart.aws.iam.password_expiry_test

good["max_password_age is 90"] := `resource "aws_iam_account_password_policy" "x" {
  max_password_age = 90
}`

bad["max_password_age is 180"] := `resource "aws_iam_account_password_policy" "x" {
  max_password_age = 180
}`

bad["max_password_age is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["max_password_age comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  max_password_age = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
