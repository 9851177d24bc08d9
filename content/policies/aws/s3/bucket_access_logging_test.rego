package rampart.aws.s3.bucket_access_logging_test

good["a logging resource names the bucket"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_logging" "x" {
  bucket = aws_s3_bucket.x.id
  target_bucket = "audit"
  target_prefix = "s3/"
}`

good["a logging block"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
  logging {
    target_bucket = "audit"
  }
}`

bad["a bucket and nothing else"] := `resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`
