package rampart.aws.macie.enabled_test

good["in the region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_macie2_account" "x" {
  status = "ENABLED"
}`

good["in the region, 2"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_macie2_account" "x" {
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
resource "aws_macie2_account" "x" {
  status = "ENABLED"
}`

bad["paused"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_macie2_account" "x" {
  status = "PAUSED"
}`

unknown["from a variable"] := `variable "v" {}
provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_macie2_account" "x" {
  status = var.v
}`
