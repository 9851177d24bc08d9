package rampart.aws.cloudwatch.log_group_retention_year_test

good["retention_in_days is 365"] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  retention_in_days = 365
}`

bad["retention_in_days is 30"] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  retention_in_days = 30
}`

bad["retention_in_days is left out"] := `resource "aws_cloudwatch_log_group" "x" {
  name = "g"
}`

unknown["retention_in_days comes from a variable without a value"] := `variable "v" {}
resource "aws_cloudwatch_log_group" "x" {
  name = "g"
  retention_in_days = var.v
}`
