package rampart.aws.vpc.default_security_group_test

good["an empty default group"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_default_security_group" "x" {
  vpc_id = aws_vpc.x.id
}`

bad["a VPC and nothing else"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
}`

bad["a rule"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_default_security_group" "x" {
  vpc_id = aws_vpc.x.id
  ingress {
    from_port = 0
    to_port = 0
    protocol = "-1"
    self = true
  }
}`
