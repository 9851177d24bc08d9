package rampart.aws.kms.key_policy_any_principal_test

good["one account"] := `resource "aws_kms_key" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::111122223333:root" } }]
    })
}`

good["no policy"] := `resource "aws_kms_key" "x" {
  description = "k"
}`

bad["star"] := `resource "aws_kms_key" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "*" } }]
    })
}`

bad["bare star"] := `resource "aws_kms_key" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = "*" }]
    })
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_kms_key" "x" {
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = var.v } }]
    })
}`
