# METADATA
# title: SSH to the nodes of EKS is limited to named groups
# description: "With a key and no group named, AWS opens port 22 of every node to the world."
# custom:
#   id: eks-node-group-remote-access
#   aliases: {checkov: [CKV_AWS_100]}
#   severity: high
#   resource_types: [aws_eks_node_group]
#   frameworks: {}
#   advice: "Name source_security_group_ids beside ec2_ssh_key, or leave remote_access out."
package rampart.aws.eks.node_group_remote_access

deny contains {"msg": "every address may reach SSH on the nodes", "at": ["remote_access", 0]} if {
	"ec2_ssh_key" in object.keys(input.values.remote_access[0])
	not "source_security_group_ids" in object.keys(input.values.remote_access[0])
}
