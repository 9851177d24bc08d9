package rampart.aws.cloudtrail.trail_object_reads_test

good["a selector"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  event_selector {
    read_write_type = "All"
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`

good["an advanced one"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  advanced_event_selector {
    field_selector {
      field = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
}`

bad["none"] := `resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
}`

unknown["the kind comes from a variable"] := `variable "v" {}
resource "aws_cloudtrail" "x" {
  name = "trail"
  s3_bucket_name = "audit"
  event_selector {
    read_write_type = var.v
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`
