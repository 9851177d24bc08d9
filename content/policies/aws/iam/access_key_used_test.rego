package rampart.aws.iam.access_key_used_test

good["used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_used_date = "2025-12-01T00:00:00Z"
}`

good["switched off"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = false
  access_key_1_last_used_date = "2024-12-01T00:00:00Z"
}`

good["new and not yet used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_rotated = "2025-12-20T00:00:00Z"
}`

good["no key"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
}`

bad["idle"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_used_date = "2025-11-01T00:00:00Z"
}`

bad["old and never used"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_2_active = true
  access_key_2_last_rotated = "2025-01-01T00:00:00Z"
  access_key_2_last_used_date = "N/A"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_1_last_used_date = var.v
}`
