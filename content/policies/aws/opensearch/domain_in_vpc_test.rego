package rampart.aws.opensearch.domain_in_vpc_test

good["aws_opensearch_domain: in subnets"] := `resource "aws_opensearch_domain" "x" {
  domain_name = "d"
  vpc_options {
    subnet_ids = ["subnet-1"]
  }
}`

bad["aws_opensearch_domain: public"] := `resource "aws_opensearch_domain" "x" {
  domain_name = "d"
}`

good["aws_elasticsearch_domain: in subnets"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
  vpc_options {
    subnet_ids = ["subnet-1"]
  }
}`

bad["aws_elasticsearch_domain: public"] := `resource "aws_elasticsearch_domain" "x" {
  domain_name = "d"
}`

good["subnets from a variable"] := `variable "v" {}
resource "aws_opensearch_domain" "x" {
  domain_name = "d"
  vpc_options {
    subnet_ids = [var.v]
  }
}`
