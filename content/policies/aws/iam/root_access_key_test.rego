package rampart.aws.iam.root_access_key_test

good["another user"] := `resource "aws_iam_access_key" "x" {
  user = "joe"
}`

bad["root"] := `resource "aws_iam_access_key" "x" {
  user = "root"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_iam_access_key" "x" {
  user = var.v
}`
