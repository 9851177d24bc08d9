package rampart.aws.iam.password_length_test

good["minimum_password_length is 14"] := `resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 14
}`

bad["minimum_password_length is 8"] := `resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = 8
}`

bad["minimum_password_length is left out"] := `resource "aws_iam_account_password_policy" "x" {
}`

unknown["minimum_password_length comes from a variable without a value"] := `variable "v" {}
resource "aws_iam_account_password_policy" "x" {
  minimum_password_length = var.v
}`

bad["an account without a policy"] := `resource "rampart_account_summary" "x" {
  users = 1
}`
