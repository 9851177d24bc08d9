package rampart.aws.autoscaling.launch_configuration_public_ip_test

good["no"] := `resource "aws_launch_configuration" "x" {
  image_id = "ami-1"
  instance_type = "t3.micro"
  associate_public_ip_address = false
}`

good["left out"] := `resource "aws_launch_configuration" "x" {
  image_id = "ami-1"
  instance_type = "t3.micro"
}`

bad["yes"] := `resource "aws_launch_configuration" "x" {
  image_id = "ami-1"
  instance_type = "t3.micro"
  associate_public_ip_address = true
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_launch_configuration" "x" {
  image_id = "ami-1"
  instance_type = "t3.micro"
  associate_public_ip_address = var.v
}`
