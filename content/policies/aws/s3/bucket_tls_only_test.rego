package rampart.aws.s3.bucket_tls_only_test

good["a policy"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "x" {
  bucket = aws_s3_bucket.x.id
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }]
    })
}`

bad["a bucket and nothing else"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`

bad["another policy"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "x" {
  bucket = aws_s3_bucket.x.id
  policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "s3:GetObject", Resource = "*" }]
    })
}`

unknown["the policy comes from a variable"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "x" {
  bucket = aws_s3_bucket.x.id
  policy = jsonencode({ Statement = [{ Effect = var.v, Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
}`
