# METADATA
# title: A cache encrypts its connections
# description: "In the clear everybody on the network can read what is cached, sessions among it."
# custom:
#   id: elasticache-group-encryption-in-transit
#   aliases: {checkov: [CKV_AWS_30], prowler: [elasticache_redis_cluster_in_transit_encryption_enabled], security_hub: [ElastiCache.5], config: [ELASTICACHE_REPL_GRP_ENCRYPTED_IN_TRANSIT]}
#   severity: medium
#   resource_types: [aws_elasticache_replication_group]
#   frameworks: {nist_800_53_r5: ["AC-4", "AC-17(2)", "IA-5(1)", "SC-7(4)"]}
#   advice: Set transit_encryption_enabled to true.
#   fix: {set: {transit_encryption_enabled: true}}
package rampart.aws.elasticache.group_encryption_in_transit

deny contains {"msg": "connections are not encrypted", "at": ["transit_encryption_enabled"]} if not input.values.transit_encryption_enabled == true
