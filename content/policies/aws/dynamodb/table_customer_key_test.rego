package rampart.aws.dynamodb.table_customer_key_test

good["a key"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  server_side_encryption {
    enabled = true
    kms_key_arn = aws_kms_key.k.arn
  }
}`

bad["left out"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
}`

bad["no key"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  server_side_encryption {
    enabled = true
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  server_side_encryption {
    enabled = var.v
    kms_key_arn = aws_kms_key.k.arn
  }
}`
