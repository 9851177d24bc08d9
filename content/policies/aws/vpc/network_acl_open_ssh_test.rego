package rampart.aws.vpc.network_acl_open_ssh_test

good["a private network"] := `resource "aws_network_acl" "x" {
  vpc_id = "vpc-1"
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "tcp"
    cidr_block = "10.0.0.0/8"
    from_port = 22
    to_port = 22
  }
}`

good["denied before"] := `resource "aws_network_acl" "x" {
  vpc_id = "vpc-1"
  ingress {
    rule_no = 10
    action = "deny"
    protocol = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port = 22
    to_port = 22
  }
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "-1"
    cidr_block = "0.0.0.0/0"
    from_port = 0
    to_port = 0
  }
}`

bad["the world"] := `resource "aws_network_acl" "x" {
  vpc_id = "vpc-1"
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port = 22
    to_port = 22
  }
}`

unknown["the network comes from a variable"] := `variable "v" {}
resource "aws_network_acl" "x" {
  vpc_id = "vpc-1"
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "tcp"
    cidr_block = var.v
    from_port = 22
    to_port = 22
  }
}`

bad["the default one of an account"] := `resource "rampart_account_summary" "a" {
}
resource "aws_default_network_acl" "d" {
  default_network_acl_id = "acl-1"
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "-1"
    cidr_block = "0.0.0.0/0"
    from_port = 0
    to_port = 0
  }
}`

good["the default one in code"] := `resource "aws_default_network_acl" "d" {
  default_network_acl_id = "acl-1"
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "-1"
    cidr_block = "0.0.0.0/0"
    from_port = 0
    to_port = 0
  }
}`
