package rampart.aws.sqs.queue_encryption_test

good["by SQS"] := `resource "aws_sqs_queue" "x" {
  name = "q"
  sqs_managed_sse_enabled = true
}`

good["by a key"] := `resource "aws_sqs_queue" "x" {
  name = "q"
  kms_master_key_id = "alias/aws/sqs"
}`

bad["left out"] := `resource "aws_sqs_queue" "x" {
  name = "q"
}`

bad["off"] := `resource "aws_sqs_queue" "x" {
  name = "q"
  sqs_managed_sse_enabled = false
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_sqs_queue" "x" {
  name = "q"
  sqs_managed_sse_enabled = var.v
}`
