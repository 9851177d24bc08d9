package rampart.aws.ecr.repository_immutable_tags_test

good["image_tag_mutability is \"IMMUTABLE\""] := `resource "aws_ecr_repository" "x" {
  name = "r"
  image_tag_mutability = "IMMUTABLE"
}`

bad["image_tag_mutability is \"MUTABLE\""] := `resource "aws_ecr_repository" "x" {
  name = "r"
  image_tag_mutability = "MUTABLE"
}`

bad["image_tag_mutability is left out"] := `resource "aws_ecr_repository" "x" {
  name = "r"
}`

unknown["image_tag_mutability comes from a variable without a value"] := `variable "v" {}
resource "aws_ecr_repository" "x" {
  name = "r"
  image_tag_mutability = var.v
}`
