package rampart.aws.sns.topic_encryption_test

good["kms_master_key_id is \"alias/aws/sns\""] := `resource "aws_sns_topic" "x" {
  name = "t"
  kms_master_key_id = "alias/aws/sns"
}`

good["kms_master_key_id comes from a variable without a value"] := `variable "v" {}
resource "aws_sns_topic" "x" {
  name = "t"
  kms_master_key_id = var.v
}`

bad["kms_master_key_id is \"\""] := `resource "aws_sns_topic" "x" {
  name = "t"
  kms_master_key_id = ""
}`

bad["kms_master_key_id is left out"] := `resource "aws_sns_topic" "x" {
  name = "t"
}`
