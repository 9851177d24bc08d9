package rampart.aws.account.security_contact_test

good["registered"] := `resource "rampart_account_summary" "x" {
}
resource "aws_account_alternate_contact" "c" {
  alternate_contact_type = "SECURITY"
  name = "n"
  title = "t"
  email_address = "s@example.com"
  phone_number = "1"
}`

bad["none"] := `resource "rampart_account_summary" "x" {
}`

bad["another one"] := `resource "rampart_account_summary" "x" {
}
resource "aws_account_alternate_contact" "c" {
  alternate_contact_type = "BILLING"
  name = "n"
  title = "t"
  email_address = "s@example.com"
  phone_number = "1"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_account_alternate_contact" "c" {
  alternate_contact_type = var.v
  name = "n"
  title = "t"
  email_address = "s@example.com"
  phone_number = "1"
}`
