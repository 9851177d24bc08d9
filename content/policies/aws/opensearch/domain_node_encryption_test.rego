package rampart.aws.opensearch.domain_node_encryption_test

good["aws_opensearch_domain: enabled is true"] := `resource "aws_opensearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = true
  }
}`

bad["aws_opensearch_domain: enabled is false"] := `resource "aws_opensearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = false
  }
}`

bad["aws_opensearch_domain: left out"] := `resource "aws_opensearch_domain" "x" {
  domain_name = "d"
}`

unknown["aws_opensearch_domain: from a variable"] := `variable "v" {}
resource "aws_opensearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = var.v
  }
}`

good["aws_elasticsearch_domain: enabled is true"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = true
  }
}`

bad["aws_elasticsearch_domain: enabled is false"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = false
  }
}`

bad["aws_elasticsearch_domain: left out"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
}`

unknown["aws_elasticsearch_domain: from a variable"] := `variable "v" {}
resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  node_to_node_encryption {
    enabled = var.v
  }
}`
