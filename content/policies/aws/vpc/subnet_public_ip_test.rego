package rampart.aws.vpc.subnet_public_ip_test

good["map_public_ip_on_launch is false"] := `resource "aws_subnet" "x" {
  vpc_id = "vpc-1"
  cidr_block = "10.0.1.0/24"
  map_public_ip_on_launch = false
}`

good["map_public_ip_on_launch is left out"] := `resource "aws_subnet" "x" {
  vpc_id = "vpc-1"
  cidr_block = "10.0.1.0/24"
}`

bad["map_public_ip_on_launch is true"] := `resource "aws_subnet" "x" {
  vpc_id = "vpc-1"
  cidr_block = "10.0.1.0/24"
  map_public_ip_on_launch = true
}`

unknown["map_public_ip_on_launch comes from a variable without a value"] := `variable "v" {}
resource "aws_subnet" "x" {
  vpc_id = "vpc-1"
  cidr_block = "10.0.1.0/24"
  map_public_ip_on_launch = var.v
}`
