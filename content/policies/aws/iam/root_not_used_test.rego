package rampart.aws.iam.root_not_used_test

good["long ago"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = "2025-06-01T00:00:00+00:00"
}`

good["never"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = "no_information"
  access_key_1_last_used_date = "N/A"
}`

good["another user"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = "2025-12-31T12:00:00+00:00"
}`

bad["yesterday"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = "2025-12-31T12:00:00+00:00"
}`

bad["by a key"] := `resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = "2020-12-31T12:00:00Z"
  access_key_2_last_used_date = "2025-12-31T12:00:00Z"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "<root_account>"
  arn = "arn:aws:iam::111122223333:user/ann"
  password_last_used = var.v
}`
