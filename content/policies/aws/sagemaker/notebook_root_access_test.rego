package rampart.aws.sagemaker.notebook_root_access_test

good["root_access is Disabled"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  root_access = "Disabled"
}`

bad["root_access is Enabled"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  root_access = "Enabled"
}`

bad["left out"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  root_access = var.v
}`
