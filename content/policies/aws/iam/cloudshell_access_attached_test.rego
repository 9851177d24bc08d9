package rampart.aws.iam.cloudshell_access_attached_test

good["another policy"] := `resource "aws_iam_role_policy_attachment" "x" {
  role = "r"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`

bad["attached"] := `resource "aws_iam_role_policy_attachment" "x" {
  role = "r"
  policy_arn = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_iam_role_policy_attachment" "x" {
  role = "r"
  policy_arn = var.v
}`
