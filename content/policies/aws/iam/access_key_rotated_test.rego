package rampart.aws.iam.access_key_rotated_test

good["new"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_rotated = "2025-12-01T00:00:00+00:00"
}`

good["old and switched off"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = false
  access_key_1_last_rotated = "2020-12-01T00:00:00Z"
}`

good["no key"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
}`

bad["old"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_rotated = "2025-09-01T00:00:00Z"
}`

bad["the second one"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_2_active = true
  access_key_2_last_rotated = "2025-09-01T00:00:00Z"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_rotated = var.v
}`
