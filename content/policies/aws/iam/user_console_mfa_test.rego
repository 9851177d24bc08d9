package rampart.aws.iam.user_console_mfa_test

good["both"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  mfa_active = true
}`

good["no password"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = false
  mfa_active = false
}`

good["root has a rule of its own"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  mfa_active = false
}`

bad["no second factor"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  mfa_active = false
}`

bad["left out"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  mfa_active = var.v
}`
