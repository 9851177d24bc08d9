package rampart.aws.tags.required_test

parameters := {"tag_1_key": "Owner", "tag_2_key": "Stage", "tag_2_value": "test, production"}

good["both tags"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Owner = "red"
    Stage = "test"
  }
}`

good["one from the provider"] := `provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = {
      Owner = "red"
    }
  }
}
resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Stage = "production"
  }
}`

bad["one is missing"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Stage = "test"
  }
}`

bad["another value"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Owner = "red"
    Stage = "demo"
  }
}`

bad["no tags at all"] := `resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
}`

unknown["the value comes from a variable"] := `variable "v" {}
resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Owner = "red"
    Stage = var.v
  }
}`
