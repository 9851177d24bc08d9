"""Config: what is recorded."""
from collectors import Case

ROLE = "arn:aws:iam::123456789012:role/config"


def make(aws):
    aws("s3").create_bucket(Bucket="conf", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    config = aws("config")
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": ROLE, "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}})
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "conf", "s3KeyPrefix": "p", "configSnapshotDeliveryProperties": {"deliveryFrequency": "Six_Hours"}})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    config.put_configuration_aggregator(ConfigurationAggregatorName="org", OrganizationAggregationSource={"RoleArn": ROLE, "AllAwsRegions": True})
    config.put_config_rule(ConfigRule={"ConfigRuleName": "r", "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"},
                                       "Scope": {"ComplianceResourceTypes": ["AWS::S3::Bucket"]}})


CASES = [Case("all is recorded", """
resource "aws_config_configuration_recorder" "r" {
  name     = "default"
  role_arn = "arn:aws:iam::@account@:role/config"
  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}
resource "aws_config_configuration_recorder_status" "r" {
  name       = "default"
  is_enabled = true
}
resource "aws_config_delivery_channel" "c" {
  name           = "default"
  s3_bucket_name = "conf"
  s3_key_prefix  = "p"
  snapshot_delivery_properties {
    delivery_frequency = "Six_Hours"
  }
}
resource "aws_config_configuration_aggregator" "org" {
  name = "org"
  organization_aggregation_source {
    all_regions = true
    role_arn    = "arn:aws:iam::@account@:role/config"
  }
}
resource "aws_config_conformance_pack" "p" {
  name               = "p"
  delivery_s3_bucket = "conf"
  input_parameter {
    parameter_name  = "a"
    parameter_value = "b"
  }
}
resource "aws_config_config_rule" "r" {
  name = "r"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
  scope {
    compliance_resource_types = ["AWS::S3::Bucket"]
  }
}
""", make, answers={"config:DescribeConformancePacks": {"ConformancePackDetails": [
    {"ConformancePackName": "p", "ConformancePackArn": "arn:aws:config:eu-west-1:123456789012:conformance-pack/p/1", "ConformancePackId": "1", "DeliveryS3Bucket": "conf",
     "ConformancePackInputParameters": [{"ParameterName": "a", "ParameterValue": "b"}]}]}})]
