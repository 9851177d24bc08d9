package rampart.aws.ec2.instance_disk_encryption_test

good["encrypted"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  root_block_device {
    encrypted = true
  }
}`

bad["off"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  root_block_device {
    encrypted = false
  }
}`

bad["left out"] := `resource "aws_instance" "x" {
  ami = "ami-1"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_instance" "x" {
  ami = "ami-1"
  root_block_device {
    encrypted = var.v
  }
}`
