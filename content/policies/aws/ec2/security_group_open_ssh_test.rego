package rampart.aws.ec2.security_group_open_ssh_test

good["a private network"] := `resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}`

good["no rules"] := `resource "aws_security_group" "x" {
  name = "g"
}`

bad["the world"] := `resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

unknown["the network comes from a variable"] := `variable "v" {}
resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = [var.v]
  }
}`

bad["the default group of an account"] := `resource "rampart_account_summary" "a" {
}
resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

good["the default group in code"] := `resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

bad["a group of an account that also lets itself in"] := `resource "rampart_account_summary" "a" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 0
    to_port = 0
    protocol = "-1"
    self = true
  }
}`

bad["an account of which little is read"] := `resource "rampart_region" "r" {
}
resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 22
    to_port = 22
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    self = true
  }
}`
