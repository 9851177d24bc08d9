package rampart.aws.ec2.security_group_rule_description_test

good["described"] := `resource "aws_security_group" "x" {
  description = "web"
  ingress {
    description = "https"
    from_port = 443
    to_port = 443
    protocol = "tcp"
  }
}`

bad["left out"] := `resource "aws_security_group" "x" {
  name = "g"
}`

bad["a rule without"] := `resource "aws_security_group" "x" {
  description = "web"
  ingress {
    from_port = 443
    to_port = 443
    protocol = "tcp"
  }
}`
