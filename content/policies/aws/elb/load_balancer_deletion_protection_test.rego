package rampart.aws.elb.load_balancer_deletion_protection_test

good["enable_deletion_protection is true"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  enable_deletion_protection = true
}`

bad["enable_deletion_protection is false"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  enable_deletion_protection = false
}`

bad["enable_deletion_protection is left out"] := `resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
}`

unknown["enable_deletion_protection comes from a variable without a value"] := `variable "v" {}
resource "aws_lb" "x" {
  name = "l"
  subnets = ["s-1", "s-2"]
  enable_deletion_protection = var.v
}`
