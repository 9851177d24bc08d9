package rampart.aws.iam.external_access_analyzer_test

good["in the region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_accessanalyzer_analyzer" "x" {
  analyzer_name = "a"
}`

good["in the region, 2"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_accessanalyzer_analyzer" "x" {
  analyzer_name = "a"
  type = "ORGANIZATION"
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
resource "aws_accessanalyzer_analyzer" "x" {
  analyzer_name = "a"
}`

bad["one for unused access"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_accessanalyzer_analyzer" "x" {
  analyzer_name = "a"
  type = "ACCOUNT_UNUSED_ACCESS"
}`

unknown["from a variable"] := `variable "v" {}
provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_accessanalyzer_analyzer" "x" {
  analyzer_name = "a"
  type = var.v
}`
