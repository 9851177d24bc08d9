package rampart.aws.tags.present_test

parameters := {"asked": true, "required_keys": "team, stage"}

good["both"] := `resource "aws_s3_bucket" "x" {
  bucket = "b"
  tags = { team = "a", stage = "b", more = "c" }
}`

bad["one is missing"] := `resource "aws_s3_bucket" "x" {
  bucket = "b"
  tags = { team = "a" }
}`

bad["none"] := `resource "aws_s3_bucket" "x" {
  bucket = "b"
}`

bad["only such as AWS makes"] := `resource "aws_sfn_state_machine" "x" {
  name = "m"
  tags = { "aws:cloudformation:stack-name" = "s" }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_s3_bucket" "x" {
  bucket = "b"
  tags = var.v
}`
