package rampart.aws.ec2.snapshot_block_public_access_test

good["all"] := `resource "aws_ebs_snapshot_block_public_access" "x" {
  state = "block-all-sharing"
}`

bad["only new ones"] := `resource "aws_ebs_snapshot_block_public_access" "x" {
  state = "block-new-sharing"
}`

bad["not"] := `resource "aws_ebs_snapshot_block_public_access" "x" {
  state = "unblocked"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_ebs_snapshot_block_public_access" "x" {
  state = var.v
}`
