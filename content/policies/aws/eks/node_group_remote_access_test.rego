package rampart.aws.eks.node_group_remote_access_test

good["groups are named"] := `resource "aws_eks_node_group" "x" {
  cluster_name = "c"
  remote_access {
    ec2_ssh_key = "k"
    source_security_group_ids = ["sg-1"]
  }
}`

good["left out"] := `resource "aws_eks_node_group" "x" {
  cluster_name = "c"
}`

bad["a key alone"] := `resource "aws_eks_node_group" "x" {
  cluster_name = "c"
  remote_access {
    ec2_ssh_key = "k"
  }
}`
