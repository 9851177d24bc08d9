# METADATA
# title: An EKS cluster logs its whole control plane
# description: Audit and authenticator logs are the only record of who did what in the cluster.
# custom:
#   id: eks-cluster-logging
#   aliases: {checkov: [CKV_AWS_37], prowler: [eks_control_plane_logging_all_types_enabled], config: [EKS_CLUSTER_LOGGING_ENABLED]}
#   severity: medium
#   resource_types: [aws_eks_cluster]
#   frameworks: {}
#   advice: Name all five log types in enabled_cluster_log_types.
package rampart.aws.eks.cluster_logging

wanted := {"api", "audit", "authenticator", "controllerManager", "scheduler"}

deny contains {"msg": sprintf("the %s log is not on", [name]), "at": ["enabled_cluster_log_types"]} if {
	some name in wanted
	not name in object.get(input.values, "enabled_cluster_log_types", [])
}
