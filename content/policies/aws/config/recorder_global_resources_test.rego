package rampart.aws.config.recorder_global_resources_test

good["on"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    include_global_resource_types = true
  }
}`

bad["off"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    include_global_resource_types = false
  }
}`

bad["left out"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    include_global_resource_types = var.v
  }
}`
