package rampart.aws.config.global_resources_test

good["one does"] := `resource "rampart_account_summary" "x" {
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "r"
  recording_group {
    all_supported = true
    include_global_resource_types = true
  }
}`

good["named one by one"] := `resource "rampart_account_summary" "x" {
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "r"
  recording_group {
    all_supported = false
    resource_types = ["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"]
  }
}`

bad["no recorder"] := `resource "rampart_account_summary" "x" {
}`

bad["it does not"] := `resource "rampart_account_summary" "x" {
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "r"
  recording_group {
    all_supported = true
    include_global_resource_types = false
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_config_configuration_recorder" "c" {
  name = "default"
  role_arn = "r"
  recording_group {
    all_supported = true
    include_global_resource_types = var.v
  }
}`
