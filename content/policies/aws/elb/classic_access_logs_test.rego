package rampart.aws.elb.classic_access_logs_test

good["a bucket"] := `resource "aws_elb" "x" {
  name = "b"
  access_logs {
    bucket = "logs"
  }
}`

good["on"] := `resource "aws_elb" "x" {
  name = "b"
  access_logs {
    bucket = "logs"
    enabled = true
  }
}`

bad["off"] := `resource "aws_elb" "x" {
  name = "b"
  access_logs {
    bucket = "logs"
    enabled = false
  }
}`

bad["left out"] := `resource "aws_elb" "x" {
  name = "b"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_elb" "x" {
  name = "b"
  access_logs {
    bucket = "logs"
    enabled = var.v
  }
}`
