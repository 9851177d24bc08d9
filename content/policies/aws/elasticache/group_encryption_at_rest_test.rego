package rampart.aws.elasticache.group_encryption_at_rest_test

good["at_rest_encryption_enabled is true"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  at_rest_encryption_enabled = true
}`

bad["at_rest_encryption_enabled is false"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  at_rest_encryption_enabled = false
}`

bad["at_rest_encryption_enabled is left out"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
}`

unknown["at_rest_encryption_enabled comes from a variable without a value"] := `variable "v" {}
resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  at_rest_encryption_enabled = var.v
}`
