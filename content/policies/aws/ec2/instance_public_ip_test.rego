package rampart.aws.ec2.instance_public_ip_test

good["none"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  associate_public_ip_address = false
}`

good["left out"] := `resource "aws_instance" "x" {
  ami = "ami-1"
}`

bad["public"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  associate_public_ip_address = true
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_instance" "x" {
  ami = "ami-1"
  associate_public_ip_address = var.v
}`
