package rampart.aws.config.recorder_all_resources_test

good["all"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    all_supported = true
    include_global_resource_types = true
  }
}`

bad["left out"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
}`

bad["some"] := `resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    all_supported = false
    include_global_resource_types = true
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_config_configuration_recorder" "x" {
  role_arn = "r"
  recording_group {
    include_global_resource_types = var.v
  }
}`
