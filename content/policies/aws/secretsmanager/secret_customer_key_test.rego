package rampart.aws.secretsmanager.secret_customer_key_test

good["a key"] := `resource "aws_secretsmanager_secret" "x" {
  name = "s"
  kms_key_id = "alias/secrets"
}`

good["a key from elsewhere"] := `variable "v" {}
resource "aws_secretsmanager_secret" "x" {
  name = "s"
  kms_key_id = var.v
}`

bad["left out"] := `resource "aws_secretsmanager_secret" "x" {
  name = "s"
}`

bad["the key of AWS"] := `resource "aws_secretsmanager_secret" "x" {
  name = "s"
  kms_key_id = "alias/aws/secretsmanager"
}`
