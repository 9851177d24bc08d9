# METADATA
# title: A launch configuration gives no public address
# description: Every instance of the group would stand in the internet by itself.
# custom:
#   id: autoscaling-launch-configuration-public-ip
#   aliases: {checkov: [CKV_AWS_389], prowler: [autoscaling_group_launch_configuration_no_public_ip], security_hub: [Autoscaling.5], config: [AUTOSCALING_LAUNCH_CONFIG_PUBLIC_IP_DISABLED]}
#   related: [ec2-instance-public-ip]
#   severity: high
#   resource_types: [aws_launch_configuration]
#   frameworks: {}
#   advice: Set associate_public_ip_address to false and put a load balancer before the group.
#   fix: {set: {associate_public_ip_address: false}}
package rampart.aws.autoscaling.launch_configuration_public_ip

deny contains {"msg": "its instances get a public address", "at": ["associate_public_ip_address"]} if input.values.associate_public_ip_address == true
