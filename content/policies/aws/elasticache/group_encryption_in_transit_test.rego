package rampart.aws.elasticache.group_encryption_in_transit_test

good["transit_encryption_enabled is true"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  transit_encryption_enabled = true
}`

bad["transit_encryption_enabled is false"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  transit_encryption_enabled = false
}`

bad["transit_encryption_enabled is left out"] := `resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
}`

unknown["transit_encryption_enabled comes from a variable without a value"] := `variable "v" {}
resource "aws_elasticache_replication_group" "x" {
  replication_group_id = "g"
  description = "g"
  transit_encryption_enabled = var.v
}`
