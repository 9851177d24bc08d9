package rampart.aws.elb.load_balancer_drops_invalid_headers_test

good["dropped"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  drop_invalid_header_fields = true
}`

bad["left out"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
}`

bad["off"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  drop_invalid_header_fields = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  drop_invalid_header_fields = var.v
}`
