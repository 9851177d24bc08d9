package rampart.aws.securityhub.enabled_test

good["in the region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_securityhub_account" "x" {
}`

good["a region that is not enabled"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "not-opted-in"
}`

bad["none"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}`

bad["in another region"] := `provider "aws" {
  region = "eu-west-2"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_securityhub_account" "x" {
}`
