package rampart.aws.cloudtrail.trail_bucket_access_logging_test

good["logged"] := `resource "aws_cloudtrail" "x" {
  name = "t"
  s3_bucket_name = aws_s3_bucket.x.id
}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}
resource "aws_s3_bucket_logging" "x" {
  bucket = aws_s3_bucket.x.id
  target_bucket = "audit"
  target_prefix = "t/"
}`

good["a bucket from elsewhere"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`

bad["not logged"] := `resource "aws_cloudtrail" "x" {
  name = "t"
  s3_bucket_name = aws_s3_bucket.x.id
}
resource "aws_s3_bucket" "x" {
  bucket = "logs"
}`
