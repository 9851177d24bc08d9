# METADATA
# title: A cache encrypts what it stores
# description: Backups and swap of a cache hold what passes through it.
# custom:
#   id: elasticache-group-encryption-at-rest
#   aliases: {checkov: [CKV_AWS_29], prowler: [elasticache_redis_cluster_rest_encryption_enabled], security_hub: [ElastiCache.4], config: [ELASTICACHE_REPL_GRP_ENCRYPTED_AT_REST]}
#   severity: medium
#   resource_types: [aws_elasticache_replication_group]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set at_rest_encryption_enabled to true; an existing group has to be made anew.
#   fix: {set: {at_rest_encryption_enabled: true}}
package rampart.aws.elasticache.group_encryption_at_rest

deny contains {"msg": "the cache is not encrypted at rest", "at": ["at_rest_encryption_enabled"]} if not input.values.at_rest_encryption_enabled == "true"
