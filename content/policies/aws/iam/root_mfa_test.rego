package rampart.aws.iam.root_mfa_test

good["on"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 1
  account_password_present = 1
}`

good["root has no credentials"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 0
  account_password_present = 0
  account_access_keys_present = 0
}`

bad["off"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 0
  account_password_present = 1
}`

bad["left out"] := `resource "rampart_account_summary" "x" {
  users = 3
}`

bad["a key and no password"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 0
  account_password_present = 0
  account_access_keys_present = 1
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
  account_mfa_enabled = var.v
}`
