package rampart.aws.iam.user_credentials_used_test

good["used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "2025-12-01T00:00:00Z"
  access_key_1_active = true
  access_key_1_last_used_date = "2025-12-01T00:00:00Z"
}`

bad["an idle key"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = false
  access_key_1_active = true
  access_key_1_last_used_date = "2025-10-01T00:00:00Z"
}`

bad["an idle password"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = true
  password_last_used = "2025-10-01T00:00:00Z"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_enabled = var.v
  password_last_used = "2025-11-01T00:00:00Z"
}`
