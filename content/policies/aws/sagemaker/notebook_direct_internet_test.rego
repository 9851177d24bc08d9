package rampart.aws.sagemaker.notebook_direct_internet_test

good["direct_internet_access is Disabled"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  direct_internet_access = "Disabled"
}`

bad["direct_internet_access is Enabled"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  direct_internet_access = "Enabled"
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
  direct_internet_access = var.v
}`
