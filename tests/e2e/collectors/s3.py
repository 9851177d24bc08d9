"""S3: a bucket and its parts."""
import json

from collectors import REGION, Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}]}


def bucket(aws):
    s3 = aws("s3")
    s3.create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION}, ObjectLockEnabledForBucket=True)
    s3.create_bucket(Bucket="target", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_tagging(Bucket="logs", Tagging={"TagSet": [{"Key": "team", "Value": "a"}]})
    s3.put_bucket_versioning(Bucket="logs", VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(Bucket="logs", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": False})
    s3.put_bucket_policy(Bucket="logs", Policy=json.dumps(POLICY))
    s3.put_bucket_encryption(Bucket="logs", ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:eu-west-1:123456789012:key/1"}, "BucketKeyEnabled": True}]})
    s3.put_bucket_acl(Bucket="target", GrantWrite="uri=http://acs.amazonaws.com/groups/s3/LogDelivery", GrantReadACP="uri=http://acs.amazonaws.com/groups/s3/LogDelivery")
    s3.put_bucket_logging(Bucket="logs", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "target", "TargetPrefix": "p/"}})
    s3.put_bucket_ownership_controls(Bucket="logs", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_lifecycle_configuration(Bucket="logs", LifecycleConfiguration={"Rules": [
        {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 90}, "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
         "NoncurrentVersionExpiration": {"NoncurrentDays": 7}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3}}]})
    s3.put_bucket_cors(Bucket="logs", CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 30}]})
    s3.put_bucket_website(Bucket="logs", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}})
    s3.put_bucket_accelerate_configuration(Bucket="logs", AccelerateConfiguration={"Status": "Enabled"})
    s3.put_object_lock_configuration(Bucket="logs", ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 5}}})
    topic = aws("sns").create_topic(Name="t")["TopicArn"]
    s3.put_bucket_notification_configuration(Bucket="logs", NotificationConfiguration={"TopicConfigurations": [
        {"Id": "n", "TopicArn": topic, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}]}, SkipDestinationValidation=True)


CASES = [
    Case("a bucket", """
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
resource "aws_s3_bucket_versioning" "target" {
  bucket = "target"
  versioning_configuration {
    status = "Disabled"
  }
}
resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = "logs"
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "a" {
  bucket = "logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }] })
}
resource "aws_s3_bucket_server_side_encryption_configuration" "a" {
  bucket = "logs"
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:eu-west-1:@account@:key/1"
    }
  }
}
resource "aws_s3_bucket_acl" "target" {
  bucket = "target"
  access_control_policy {
    grant {
      permission = "WRITE"
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
    }
    grant {
      permission = "READ_ACP"
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
    }
    owner {
    }
  }
}
resource "aws_s3_bucket_logging" "a" {
  bucket        = "logs"
  target_bucket = "target"
  target_prefix = "p/"
}
resource "aws_s3_bucket_ownership_controls" "a" {
  bucket = "logs"
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}
resource "aws_s3_bucket_lifecycle_configuration" "a" {
  bucket = "logs"
  rule {
    id     = "old"
    status = "Enabled"
    filter {
      prefix = "tmp/"
    }
    expiration {
      days = 90
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 3
    }
  }
}
resource "aws_s3_bucket_cors_configuration" "a" {
  bucket = "logs"
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
    max_age_seconds = 30
  }
}
resource "aws_s3_bucket_website_configuration" "a" {
  bucket = "logs"
  index_document {
    suffix = "index.html"
  }
  error_document {
    key = "error.html"
  }
}
resource "aws_s3_bucket_accelerate_configuration" "a" {
  bucket = "logs"
  status = "Enabled"
}
resource "aws_s3_bucket_object_lock_configuration" "a" {
  bucket = "logs"
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 5
    }
  }
}
resource "aws_s3_bucket_notification" "a" {
  bucket = "logs"
  topic {
    id            = "n"
    topic_arn     = "arn:aws:sns:eu-west-1:@account@:t"
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "in/"
  }
}
""", bucket, wants=[("rampart_s3_bucket_policy_status", {"bucket": "logs", "is_public": True})],
         answers={"s3:GetBucketPolicyStatus": {"PolicyStatus": {"IsPublic": True}}}),
]
