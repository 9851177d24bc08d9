package rampart.aws.ecr.repository_scan_on_push_test

good["scan_on_push is true"] := `resource "aws_ecr_repository" "x" {
  name = "r"
  image_scanning_configuration {
    scan_on_push = true
  }
}`

bad["scan_on_push is false"] := `resource "aws_ecr_repository" "x" {
  name = "r"
  image_scanning_configuration {
    scan_on_push = false
  }
}`

bad["scan_on_push is left out"] := `resource "aws_ecr_repository" "x" {
  name = "r"
}`

unknown["scan_on_push comes from a variable without a value"] := `variable "v" {}
resource "aws_ecr_repository" "x" {
  name = "r"
  image_scanning_configuration {
    scan_on_push = var.v
  }
}`
