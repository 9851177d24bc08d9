package rampart.aws.codebuild.project_privileged_test

parameters := {"exempted_projects": "images, other"}

good["no"] := `resource "aws_codebuild_project" "x" {
  name = "p"
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    privileged_mode = false
  }
}`

good["left out"] := `resource "aws_codebuild_project" "x" {
  name = "p"
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
  }
}`

bad["yes"] := `resource "aws_codebuild_project" "x" {
  name = "p"
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    privileged_mode = true
  }
}`

good["exempted"] := `resource "aws_codebuild_project" "x" {
  name = "images"
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    privileged_mode = true
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_codebuild_project" "x" {
  name = "p"
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    privileged_mode = var.v
  }
}`
