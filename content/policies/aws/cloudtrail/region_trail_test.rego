package rampart.aws.cloudtrail.region_trail_test

region := `provider "aws" {
  region = "eu-west-1"
}
resource "rampart_region" "r" {
  name = "eu-west-1"
  opt_in_status = "opt-in-not-required"
}
resource "rampart_region" "other" {
  name = "ap-east-1"
  opt_in_status = "%s"
}
%s`

trail := `resource "aws_cloudtrail" "x" {
  name = "t"
  s3_bucket_name = "logs"
  enable_logging = %s
  is_multi_region_trail = %s
}`

good["a trail of all regions"] := sprintf(region, ["opted-in", sprintf(trail, ["true", "true"])])

good["one of the only region"] := sprintf(region, ["not-opted-in", sprintf(trail, ["true", "false"])])

bad["no trail at all"] := sprintf(region, ["not-opted-in", ""])

bad["one of another region"] := sprintf(region, ["opted-in", sprintf(trail, ["true", "false"])])

bad["switched off"] := sprintf(region, ["not-opted-in", sprintf(trail, ["false", "true"])])

unknown["from a variable"] := sprintf(region, ["opted-in", concat("\n", [`variable "v" {}`, sprintf(trail, ["var.v", "true"])])])
