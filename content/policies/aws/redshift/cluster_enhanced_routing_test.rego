package rampart.aws.redshift.cluster_enhanced_routing_test

good["enhanced_vpc_routing is true"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.large"
  enhanced_vpc_routing = true
}`

bad["enhanced_vpc_routing is false"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.large"
  enhanced_vpc_routing = false
}`

bad["left out"] := `resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.large"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_redshift_cluster" "x" {
  cluster_identifier = "c"
  node_type = "ra3.large"
  enhanced_vpc_routing = var.v
}`
