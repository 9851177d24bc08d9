package rampart.aws.vpc.peering_route_to_world_test

good["one network"] := `resource "aws_route" "x" {
  route_table_id = "r"
  destination_cidr_block = "10.1.0.0/16"
  vpc_peering_connection_id = "pcx-1"
}`

bad["everything"] := `resource "aws_route" "x" {
  route_table_id = "r"
  destination_cidr_block = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-1"
}`

unknown["the destination comes from a variable"] := `variable "v" {}
resource "aws_route" "x" {
  route_table_id = "r"
  destination_cidr_block = var.v
  vpc_peering_connection_id = "pcx-1"
}`
