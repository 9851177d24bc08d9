package rampart.aws.ec2.instance_profile_test

good["a profile"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  iam_instance_profile = "p"
}`

good["one that is made here"] := `resource "aws_instance" "x" {
  ami = "ami-1"
  iam_instance_profile = aws_iam_instance_profile.p.name
}`

bad["left out"] := `resource "aws_instance" "x" {
  ami = "ami-1"
}`
