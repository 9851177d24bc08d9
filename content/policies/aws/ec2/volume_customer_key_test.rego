package rampart.aws.ec2.volume_customer_key_test

import data.rampart.aws.ec2.volume_customer_key as rule

key := "arn:aws:kms:eu-west-1:111122223333:key/1"

volume(account) := {"address": "v", "type": "aws_ebs_volume", "origin": "account", "account": account, "values": {"kms_key_id": key}}

test_in_an_account_a_key_that_no_customer_has_is_of_aws if {
	found := rule.deny with input as volume("111122223333") with rampart.linked as []
	found == {{"msg": "the key is one that AWS manages", "at": ["kms_key_id"]}}
}

test_a_key_of_the_customer_is_one if {
	found := rule.deny with input as volume("111122223333") with rampart.linked as [{"address": key}]
	count(found) == 0
}

test_a_key_of_another_account_is_its_customer_s if {
	found := rule.deny with input as volume("999988887777") with rampart.linked as []
	count(found) == 0
}

good["kms_key_id is aws_kms_key.k.arn"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = aws_kms_key.k.arn
}`

good["kms_key_id comes from a variable without a value"] := `variable "v" {}
resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = var.v
}`

bad["kms_key_id is \"\""] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
  kms_key_id = ""
}`

bad["kms_key_id is left out"] := `resource "aws_ebs_volume" "x" {
  availability_zone = "eu-west-1a"
  size = 10
}`
