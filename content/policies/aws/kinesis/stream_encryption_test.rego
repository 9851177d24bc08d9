package rampart.aws.kinesis.stream_encryption_test

good["encryption_type is \"KMS\""] := `resource "aws_kinesis_stream" "x" {
  name = "s"
  encryption_type = "KMS"
}`

bad["encryption_type is \"NONE\""] := `resource "aws_kinesis_stream" "x" {
  name = "s"
  encryption_type = "NONE"
}`

bad["encryption_type is left out"] := `resource "aws_kinesis_stream" "x" {
  name = "s"
}`

unknown["encryption_type comes from a variable without a value"] := `variable "v" {}
resource "aws_kinesis_stream" "x" {
  name = "s"
  encryption_type = var.v
}`
