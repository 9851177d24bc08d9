package rampart.aws.iam.saml_provider_test

good["one"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_saml_provider" "s" {
  name = "s"
  saml_metadata_document = "x"
}`

bad["none"] := `resource "rampart_account_summary" "x" {
}`
