package rampart.aws.config.recorder_running_test

good["on"] := `resource "aws_config_configuration_recorder_status" "x" {
  name = "r"
  is_enabled = true
}`

bad["off"] := `resource "aws_config_configuration_recorder_status" "x" {
  name = "r"
  is_enabled = false
}`

bad["left out"] := `resource "aws_config_configuration_recorder_status" "x" {
  name = "r"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_config_configuration_recorder_status" "x" {
  name = "r"
  is_enabled = var.v
}`
