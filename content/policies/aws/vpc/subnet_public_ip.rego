# METADATA
# title: A subnet gives out no public addresses by itself
# description: What is started in such a subnet is on the internet without anyone having asked for it.
# custom:
#   id: vpc-subnet-public-ip
#   aliases: {checkov: [CKV_AWS_130], prowler: [vpc_subnet_no_public_ip_by_default], security_hub: [EC2.15], config: [SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED]}
#   severity: medium
#   resource_types: [aws_subnet]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Set map_public_ip_on_launch to false.
#   fix: {set: {map_public_ip_on_launch: false}}
package rampart.aws.vpc.subnet_public_ip

deny contains {"msg": "instances get a public address", "at": ["map_public_ip_on_launch"]} if input.values.map_public_ip_on_launch == true
