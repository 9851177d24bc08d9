package rampart.aws.ec2.security_group_open_cifs_test

good["one network"] := `resource "aws_security_group" "x" {
  ingress {
    from_port = 445
    to_port = 445
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}`

bad["the world"] := `resource "aws_security_group" "x" {
  ingress {
    from_port = 445
    to_port = 445
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

bad["in IPv6"] := `resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id = "sg"
  from_port = 400
  to_port = 500
  ip_protocol = "tcp"
  cidr_ipv6 = "::/0"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_security_group" "x" {
  ingress {
    from_port = 445
    to_port = 445
    protocol = "tcp"
    cidr_blocks = var.v
  }
}`

bad["the default group of an account"] := `resource "rampart_account_summary" "a" {
}
resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 445
    to_port = 445
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`

good["the default group in code"] := `resource "aws_default_security_group" "d" {
  vpc_id = "vpc-1"
  ingress {
    from_port = 445
    to_port = 445
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`
