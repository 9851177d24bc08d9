package rampart.aws.account.part_of_organization_test

good["member"] := `resource "rampart_account_summary" "x" {
}
resource "aws_organizations_organization" "o" {
}`

bad["alone"] := `resource "rampart_account_summary" "x" {
}`
