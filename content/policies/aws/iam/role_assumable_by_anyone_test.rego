package rampart.aws.iam.role_assumable_by_anyone_test

good["a service"] := `resource "aws_iam_role" "x" {
  name = "r"
  assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
    })
}`

good["the trust policy is left out"] := `resource "aws_iam_role" "x" {
  name = "r"
}`

bad["star"] := `resource "aws_iam_role" "x" {
  name = "r"
  assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
    })
}`

unknown["the principal comes from a variable"] := `variable "v" {}
resource "aws_iam_role" "x" {
  name = "r"
  assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.v } }]
    })
}`
