package rampart.aws.config.region_recorder_test

good["in the region"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "arn:aws:iam::111122223333:role/c"
}
resource "aws_config_configuration_recorder_status" "c" {
  name = "default"
  is_enabled = true
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
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "arn:aws:iam::111122223333:role/c"
}
resource "aws_config_configuration_recorder_status" "c" {
  name = "default"
  is_enabled = true
}`

bad["switched off"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "arn:aws:iam::111122223333:role/c"
}
resource "aws_config_configuration_recorder_status" "c" {
  name = "default"
  is_enabled = false
}`

bad["a recorder without a status"] := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "arn:aws:iam::111122223333:role/c"
}`

unknown["from a variable"] := `variable "v" {}
provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "arn:aws:iam::111122223333:role/c"
}
resource "aws_config_configuration_recorder_status" "c" {
  name = "default"
  is_enabled = var.v
}`
