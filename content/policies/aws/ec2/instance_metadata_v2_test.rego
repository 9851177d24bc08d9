package rampart.aws.ec2.instance_metadata_v2_test

good["required"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  metadata_options {
    http_tokens = "required"
  }
}`

good["the service is off"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  metadata_options {
    http_endpoint = "disabled"
  }
}`

bad["optional"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  metadata_options {
    http_tokens = "optional"
  }
}`

bad["left out"] := `resource "aws_instance" "x" {
  ami = "ami-1"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_instance" "x" {
  ami = "ami-1"
  metadata_options {
    http_tokens = var.v
  }
}`
