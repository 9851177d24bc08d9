package rampart.aws.dynamodb.table_deletion_protection_test

good["deletion_protection_enabled is true"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "k"
  deletion_protection_enabled = true
}`

bad["deletion_protection_enabled is false"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "k"
  deletion_protection_enabled = false
}`

bad["left out"] := `resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "k"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_dynamodb_table" "x" {
  name = "t"
  hash_key = "k"
  deletion_protection_enabled = var.v
}`
