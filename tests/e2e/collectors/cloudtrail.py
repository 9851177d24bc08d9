"""CloudTrail: trails, each once."""
from collectors import Case


def trails(aws):
    aws("s3").create_bucket(Bucket="trail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    trail = aws("cloudtrail")
    trail.create_trail(Name="all", S3BucketName="trail", S3KeyPrefix="p", IncludeGlobalServiceEvents=True, IsMultiRegionTrail=True, EnableLogFileValidation=True,
                       KmsKeyId="arn:aws:kms:eu-west-1:123456789012:key/1", TagsList=[{"Key": "team", "Value": "a"}])
    trail.start_logging(Name="all")
    trail.put_event_selectors(TrailName="all", EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [
        {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])
    trail.put_insight_selectors(TrailName="all", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}])
    trail.create_trail(Name="off", S3BucketName="trail", IncludeGlobalServiceEvents=False)
    trail.put_event_selectors(TrailName="off", AdvancedEventSelectors=[{"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}])


CASES = [Case("trails", """
resource "aws_cloudtrail" "all" {
  name                          = "all"
  s3_bucket_name                = "trail"
  s3_key_prefix                 = "p"
  include_global_service_events = true
  is_multi_region_trail         = true
  enable_log_file_validation    = true
  enable_logging                = true
  kms_key_id                    = "arn:aws:kms:eu-west-1:@account@:key/1"
  tags                          = { team = "a" }
  event_selector {
    read_write_type           = "WriteOnly"
    include_management_events = true
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
  insight_selector {
    insight_type = "ApiCallRateInsight"
  }
}
resource "aws_cloudtrail" "off" {
  name                          = "off"
  s3_bucket_name                = "trail"
  include_global_service_events = false
  enable_logging                = false
  advanced_event_selector {
    name = "m"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
}
""", trails, regions=("eu-west-1", "eu-central-1"))]
