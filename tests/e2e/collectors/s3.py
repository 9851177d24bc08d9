"""S3: a bucket and its parts."""
from collectors import REGION, Case


def bucket(aws):
    s3 = aws("s3")
    s3.create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_tagging(Bucket="logs", Tagging={"TagSet": [{"Key": "team", "Value": "a"}]})
    s3.put_bucket_versioning(Bucket="logs", VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(Bucket="logs", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": False})


CASES = [Case("a bucket", """
resource "aws_s3_bucket" "a" {
  bucket = "logs"
  tags   = { team = "a" }
}
resource "aws_s3_bucket_versioning" "a" {
  bucket = "logs"
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = "logs"
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}
""", bucket)]
