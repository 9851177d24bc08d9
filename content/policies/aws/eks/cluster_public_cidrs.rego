# METADATA
# title: The public API of an EKS cluster is not open to the whole world
# description: Naming networks keeps everybody else from trying.
# custom:
#   id: eks-cluster-public-cidrs
#   aliases: {checkov: [CKV_AWS_38], prowler: [eks_cluster_not_publicly_accessible]}
#   severity: high
#   resource_types: [aws_eks_cluster]
#   frameworks: {}
#   advice: "Name your networks in public_access_cidrs, or set endpoint_public_access to false."
package rampart.aws.eks.cluster_public_cidrs

applies if count(input.values.vpc_config) > 0

config := input.values.vpc_config[0]

cidrs := object.get(config, "public_access_cidrs", ["0.0.0.0/0"])

closed if config.endpoint_public_access == false

named if {
	count(cidrs) > 0
	not "0.0.0.0/0" in cidrs
}

deny contains {"msg": "the API can be reached from everywhere", "at": ["vpc_config", 0, "public_access_cidrs"]} if {
	not closed
	not named
}
