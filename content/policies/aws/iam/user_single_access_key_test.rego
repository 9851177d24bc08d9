package rampart.aws.iam.user_single_access_key_test

good["one"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_2_active = false
}`

good["none"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
}`

bad["two"] := `resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_2_active = true
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_credential_report_user" "x" {
  user = "ann"
  arn = "arn:aws:iam::111122223333:user/ann"
  access_key_1_active = true
  access_key_2_active = var.v
}`
