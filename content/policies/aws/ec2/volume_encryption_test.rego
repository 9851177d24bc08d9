package rampart.aws.ec2.volume_encryption_test

good["encrypted is true"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  encrypted = true
}`

bad["encrypted is false"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  encrypted = false
}`

bad["encrypted is left out"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
}`

unknown["encrypted comes from a variable without a value"] := `variable "v" {}
resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  encrypted = var.v
}`
