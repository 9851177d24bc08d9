package rampart.aws.s3.bucket_public_read_test

good["private"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"
  acl = "private"
}`

good["blocked by the bucket"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"
  acl = "public-read"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = "b"
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}`

good["blocked by the account"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"
  acl = "public-read"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] })
}
resource "rampart_s3_bucket_policy_status" "b" {
  bucket = "b"
  is_public = true
}
resource "aws_s3_account_public_access_block" "a" {
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}`

good["no ACL"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}`

good["a policy of another kind"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "*" }] })
}
resource "rampart_s3_bucket_policy_status" "b" {
  bucket = "b"
  is_public = true
}`

good["a condition that S3 calls not public"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*", Condition = { StringEquals = { "aws:SourceVpc" = "vpc-1" } } }] })
}
resource "rampart_s3_bucket_policy_status" "b" {
  bucket = "b"
  is_public = false
}`

good["a condition"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*", Condition = { StringEquals = { "aws:SourceVpc" = "vpc-1" } } }] })
}`

bad["by its ACL"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"
  acl = "public-read"
}`

bad["by its policy"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] })
}`

bad["by its policy, as S3 says"] := `resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] })
}
resource "rampart_s3_bucket_policy_status" "b" {
  bucket = "b"
  is_public = true
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"
  acl = var.v
}`
