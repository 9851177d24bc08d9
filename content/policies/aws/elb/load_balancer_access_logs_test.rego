package rampart.aws.elb.load_balancer_access_logs_test

good["logged"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  access_logs {
    bucket = "b"
    enabled = true
  }
}`

bad["left out"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
}`

bad["off"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  access_logs {
    bucket = "b"
    enabled = false
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  access_logs {
    bucket = "b"
    enabled = var.v
  }
}`
