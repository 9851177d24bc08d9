package rampart.aws.cloudtrail.trail_insights_test

good["on"] := `resource "aws_cloudtrail" "x" {
  name = "t"
  s3_bucket_name = "b"
  insight_selector {
    insight_type = "ApiCallRateInsight"
  }
}`

bad["off"] := `resource "aws_cloudtrail" "x" {
  name = "t"
  s3_bucket_name = "b"
}`
