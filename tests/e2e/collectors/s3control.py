"""S3 access points."""
from collectors import Case
from stub_aws import Failure


def no_policy(_):
    raise Failure("NoSuchAccessPointPolicy", 404)


BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
POINT = {"Name": "ap", "NetworkOrigin": "VPC", "VpcConfiguration": {"VpcId": "vpc-1"}, "Bucket": "logs", "AccessPointArn": "arn:aws:s3:eu-west-1:123456789012:accesspoint/ap", "BucketAccountId": "123456789012"}
CASES = [Case("an access point", """
resource "aws_s3_access_point" "ap" {
  bucket     = "logs"
  name       = "ap"
  account_id = "@account@"
  vpc_configuration {
    vpc_id = "vpc-1"
  }
  public_access_block_configuration {
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = false
  }
}
""", answers={"s3control:ListAccessPoints": {"AccessPointList": [POINT]}, "s3control:GetAccessPoint": {**POINT, "PublicAccessBlockConfiguration": BLOCK},
              "s3control:GetAccessPointPolicy": no_policy})]
