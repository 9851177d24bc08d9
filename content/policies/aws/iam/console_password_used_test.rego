package rampart.aws.iam.console_password_used_test

good["used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "2025-12-01T00:00:00Z"
}`

good["no password"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = false
  password_last_used = "2024-12-01T00:00:00Z"
}`

good["new and not yet used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "no_information"
  password_last_changed = "2025-12-20T00:00:00Z"
}`

good["root"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "2024-12-01T00:00:00Z"
}`

bad["idle"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "2025-11-01T00:00:00Z"
}`

bad["never used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_changed = "2025-11-01T00:00:00Z"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = var.v
  password_last_used = "2025-11-01T00:00:00Z"
}`
