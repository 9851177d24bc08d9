package rampart.aws.dynamodb.table_point_in_time_recovery_test

good["enabled is true"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  point_in_time_recovery {
    enabled = true
  }
}`

bad["enabled is false"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  point_in_time_recovery {
    enabled = false
  }
}`

bad["enabled is left out"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
}`

unknown["enabled comes from a variable without a value"] := `variable "v" {}
resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "id"
  point_in_time_recovery {
    enabled = var.v
  }
}`
