package rampart.aws.opensearch.domain_encryption_test

good["enabled is true"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  encrypt_at_rest {
    enabled = true
  }
}`

bad["enabled is false"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  encrypt_at_rest {
    enabled = false
  }
}`

bad["enabled is left out"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
}`

unknown["enabled comes from a variable without a value"] := `variable "v" {}
resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  encrypt_at_rest {
    enabled = var.v
  }
}`
