package rampart.aws.iam.user_no_initial_access_key_test

good["used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  access_key_1_active = true
  access_key_1_last_used_date = "2025-12-01T00:00:00Z"
}`

good["no password"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = false
  access_key_1_active = true
}`

good["no key"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
}`

bad["never used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  access_key_1_active = true
  access_key_1_last_used_date = "N/A"
}`

bad["the second one"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  access_key_2_active = true
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  access_key_1_active = var.v
}`
