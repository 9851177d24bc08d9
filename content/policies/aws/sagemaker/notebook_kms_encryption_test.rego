package rampart.aws.sagemaker.notebook_kms_encryption_test

good["a key"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1"
}`

bad["none"] := `resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
}`

good["a key of the same tree"] := `resource "aws_kms_key" "k" {
}
resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "arn:aws:iam::111122223333:role/r"
  instance_type = "ml.t3.medium"
  kms_key_id = aws_kms_key.k.arn
}`
