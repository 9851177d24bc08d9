# METADATA
# title: A Redshift cluster runs in several availability zones
# description: When its zone fails the cluster is gone until the zone is back.
# custom:
#   id: redshift-cluster-multi-az
#   aliases: {prowler: [redshift_cluster_multi_az_enabled], security_hub: [Redshift.18], config: [REDSHIFT_CLUSTER_MULTI_AZ_ENABLED]}
#   severity: low
#   resource_types: [aws_redshift_cluster]
#   frameworks: {}
#   advice: Set multi_az to true.
package rampart.aws.redshift.cluster_multi_az

deny contains {"msg": "the cluster runs in one availability zone", "at": ["multi_az"]} if not input.values.multi_az == true
