package rampart.aws.account.primary_contact_test

good["filled in"] := `resource "rampart_account_summary" "x" {
}
resource "aws_account_primary_contact" "c" {
  full_name = "n"
  phone_number = "+1"
  address_line_1 = "a"
  city = "c"
  country_code = "DE"
  postal_code = "1"
}`

bad["none"] := `resource "rampart_account_summary" "x" {
}`

bad["no telephone"] := `resource "rampart_account_summary" "x" {
}
resource "aws_account_primary_contact" "c" {
  full_name = "n"
  address_line_1 = "a"
  city = "c"
  country_code = "DE"
  postal_code = "1"
}`
