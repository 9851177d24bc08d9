package rampart.aws.iam.policy_attached_to_group_test

good["an attachment to roles"] := `resource "aws_iam_policy_attachment" "x" {
  name = "a"
  roles = ["r"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`

bad["a user"] := `resource "aws_iam_user_policy_attachment" "x" {
  user = "joe"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`

unknown["the users come from a variable"] := `variable "v" {}
resource "aws_iam_policy_attachment" "x" {
  name = "a"
  users = var.v
  policy_arn = "p"
}`
