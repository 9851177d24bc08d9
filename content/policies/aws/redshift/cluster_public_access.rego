# METADATA
# title: A warehouse cluster has no public address
# description: A warehouse on the internet is scanned within minutes.
# custom:
#   id: redshift-cluster-public-access
#   aliases: {checkov: [CKV_AWS_87], security_hub: [Redshift.1], config: [REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK]}
#   severity: critical
#   resource_types: [aws_redshift_cluster]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Set publicly_accessible to false.
#   fix: {set: {publicly_accessible: false}}
package rampart.aws.redshift.cluster_public_access

deny contains {"msg": "the cluster gets a public address", "at": ["publicly_accessible"]} if not input.values.publicly_accessible == false
