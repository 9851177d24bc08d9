package rampart.aws.provider.static_credentials_test

good["no key"] := `provider "aws" {
  region = "eu-west-1"
}`

bad["a key"] := `provider "aws" {
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}`

unknown["from a variable"] := `variable "v" {}
provider "aws" {
  secret_key = var.v
}`
