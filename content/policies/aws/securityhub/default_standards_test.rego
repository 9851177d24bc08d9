package rampart.aws.securityhub.default_standards_test

good["by default"] := `resource "aws_securityhub_account" "x" {
}`

good["a subscription"] := `resource "aws_securityhub_account" "x" {
  enable_default_standards = false
}
resource "aws_securityhub_standards_subscription" "x" {
  standards_arn = "s"
}`

bad["none"] := `resource "aws_securityhub_account" "x" {
  enable_default_standards = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_securityhub_account" "x" {
  enable_default_standards = var.v
}`
