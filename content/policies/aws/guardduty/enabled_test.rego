package rampart.aws.guardduty.enabled_test

good["in the region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_guardduty_detector" "x" {
  enable = true
}`

good["in the region, 2"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_guardduty_detector" "x" {
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
resource "aws_guardduty_detector" "x" {
  enable = true
}`

bad["suspended"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_guardduty_detector" "x" {
  enable = false
}`

unknown["from a variable"] := `variable "v" {}
provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_guardduty_detector" "x" {
  enable = var.v
}`
