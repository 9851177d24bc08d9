package rampart.aws.ec2.volume_customer_key_test

good["kms_key_id is aws_kms_key.k.arn"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = aws_kms_key.k.arn
}`

good["kms_key_id comes from a variable without a value"] := `variable "v" {}
resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = var.v
}`

bad["kms_key_id is \"\""] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = ""
}`

bad["kms_key_id is left out"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
}`
