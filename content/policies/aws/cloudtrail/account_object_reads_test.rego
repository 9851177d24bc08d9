package rampart.aws.cloudtrail.account_object_reads_test

good["all"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "All"
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`

good["only these"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "ReadOnly"
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`

good["by an advanced selector"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  advanced_event_selector {
    field_selector {
      field = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field = "readOnly"
      equals = ["true"]
    }
  }
}`

bad["no trail"] := `resource "rampart_account_summary" "x" {
}`

bad["no selector"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
}`

bad["the other kind"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "WriteOnly"
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`

bad["one bucket only"] := `resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "All"
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3:::one/"]
    }
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_cloudtrail" "t" {
  name = "t"
  s3_bucket_name = "audit"
  is_multi_region_trail = true
  event_selector {
    read_write_type = var.v
    data_resource {
      type = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}`
