package rampart.aws.ecr.repository_kms_encryption_test

good["encryption_type is \"KMS\""] := `resource "aws_ecr_repository" "x" {
  name = "r"
  encryption_configuration {
    encryption_type = "KMS"
  }
}`

bad["encryption_type is \"AES256\""] := `resource "aws_ecr_repository" "x" {
  name = "r"
  encryption_configuration {
    encryption_type = "AES256"
  }
}`

bad["encryption_type is left out"] := `resource "aws_ecr_repository" "x" {
  name = "r"
}`

unknown["encryption_type comes from a variable without a value"] := `variable "v" {}
resource "aws_ecr_repository" "x" {
  name = "r"
  encryption_configuration {
    encryption_type = var.v
  }
}`
