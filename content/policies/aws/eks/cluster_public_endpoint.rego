# METADATA
# title: The API of an EKS cluster is private
# description: The API server is the whole cluster; on the internet one flaw or one token is enough.
# custom:
#   id: eks-cluster-public-endpoint
#   aliases: {checkov: [CKV_AWS_39], security_hub: [EKS.1], config: [EKS_ENDPOINT_NO_PUBLIC_ACCESS]}
#   severity: high
#   resource_types: [aws_eks_cluster]
#   frameworks: {}
#   advice: Set endpoint_public_access to false and endpoint_private_access to true.
package rampart.aws.eks.cluster_public_endpoint

deny contains {"msg": "the API can be reached from the internet", "at": ["vpc_config", 0, "endpoint_public_access"]} if not input.values.vpc_config[0].endpoint_public_access == false
