package rampart.aws.cloudwatch.log_group_kms_encryption_test

good["kms_key_id is aws_kms_key.k.arn"] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  kms_key_id = aws_kms_key.k.arn
}`

good["kms_key_id comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  kms_key_id = var.v
}`

bad["kms_key_id is \"\""] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  kms_key_id = ""
}`

bad["kms_key_id is left out"] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
}`
