package rampart.aws.ec2.security_group_restricted_ports_test

good["another port"] := `resource "rampart_account_summary" "x" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 443
    to_port = 443
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

good["one network"] := `resource "rampart_account_summary" "x" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 21
    to_port = 21
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}`

good["in the gate"] := `resource "aws_security_group" "x" {
  ingress {
    from_port = 21
    to_port = 21
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

bad["a port of the list"] := `resource "rampart_account_summary" "x" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 3306
    to_port = 3306
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

bad["a range over it"] := `resource "rampart_account_summary" "x" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 0
    to_port = 5000
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 21
    to_port = 21
    protocol = "tcp"
    cidr_blocks = var.v
  }
}`

bad["the default group of an account"] := `resource "rampart_account_summary" "a" {
}
resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 21
    to_port = 21
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

good["the default group in code"] := `resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 21
    to_port = 21
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`
