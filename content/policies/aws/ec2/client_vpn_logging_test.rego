package rampart.aws.ec2.client_vpn_logging_test

good["on"] := `resource "aws_ec2_client_vpn_endpoint" "x" {
  server_certificate_arn = "a"
  client_cidr_block = "10.0.0.0/22"
  connection_log_options {
    enabled = true
    cloudwatch_log_group = "g"
  }
}`

bad["off"] := `resource "aws_ec2_client_vpn_endpoint" "x" {
  server_certificate_arn = "a"
  client_cidr_block = "10.0.0.0/22"
  connection_log_options {
    enabled = false
  }
}`

bad["left out"] := `resource "aws_ec2_client_vpn_endpoint" "x" {
  server_certificate_arn = "a"
  client_cidr_block = "10.0.0.0/22"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_ec2_client_vpn_endpoint" "x" {
  server_certificate_arn = "a"
  client_cidr_block = "10.0.0.0/22"
  connection_log_options {
    enabled = var.v
  }
}`
