package rampart.aws.iam.support_role_test

good["a role"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_role_policy_attachment" "s" {
  role = "support"
  policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
}`

good["an attachment to roles"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_policy_attachment" "s" {
  name = "s"
  roles = ["support"]
  policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
}`

bad["nobody"] := `resource "rampart_account_summary" "x" {
}`

bad["another policy"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_role_policy_attachment" "s" {
  role = "support"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`

bad["only a user"] := `resource "rampart_account_summary" "x" {
}
resource "aws_iam_policy_attachment" "s" {
  name = "s"
  users = ["ann"]
  policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
}`

unknown["from a variable"] := `variable "v" {}
resource "rampart_account_summary" "x" {
}
resource "aws_iam_role_policy_attachment" "s" {
  role = "support"
  policy_arn = var.v
}`
