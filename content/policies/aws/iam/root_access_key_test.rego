package rampart.aws.iam.root_access_key_test

good["another user"] := `resource "aws_iam_access_key" "x" {
  user = "joe"
}`

bad["root"] := `resource "aws_iam_access_key" "x" {
  user = "root"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_iam_access_key" "x" {
  user = var.v
}`

good["an account whose root has none"] := `resource "rampart_account_summary" "x" {
  account_access_keys_present = 0
}`

bad["an account whose root has one"] := `resource "rampart_account_summary" "x" {
  account_access_keys_present = 1
}`
