package rampart.aws.ec2.security_group_open_http_test

good["a private network"] := `resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 80
    to_port = 80
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
    from_port = 80
    to_port = 80
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

unknown["the network comes from a variable"] := `variable "v" {}
resource "aws_security_group" "x" {
  name = "g"
  ingress {
    from_port = 80
    to_port = 80
    protocol = "tcp"
    cidr_blocks = [var.v]
  }
}`
