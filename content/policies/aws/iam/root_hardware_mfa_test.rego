package rampart.aws.iam.root_hardware_mfa_test

good["hardware"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 1
}`

good["a virtual one of a user"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 1
}
resource "rampart_virtual_mfa_device" "d" {
  serial_number = "arn:aws:iam::111122223333:mfa/ann"
  user_arn = "arn:aws:iam::111122223333:user/ann"
}`

bad["a virtual one"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 1
}
resource "rampart_virtual_mfa_device" "d" {
  serial_number = "arn:aws:iam::111122223333:mfa/root-account-mfa-device"
  user_arn = "arn:aws:iam::111122223333:root"
}`

bad["none"] := `resource "rampart_account_summary" "x" {
  account_mfa_enabled = 0
}`

bad["left out"] := `resource "rampart_account_summary" "x" {
  users = 1
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
  account_mfa_enabled = var.v
}`
