# METADATA
# title: An instance has no public address
# description: What has no public address cannot be reached by those who scan for holes.
# custom:
#   id: ec2-instance-public-ip
#   aliases: {checkov: [CKV_AWS_88], prowler: [ec2_instance_public_ip, ec2_launch_template_no_public_ip], security_hub: [EC2.9, EC2.25], config: [EC2_INSTANCE_NO_PUBLIC_IP, EC2_LAUNCH_TEMPLATE_PUBLIC_IP_DISABLED]}
#   severity: high
#   resource_types: [aws_instance, aws_launch_template]
#   frameworks: {nist_800_53_r5: ["AC-3", "AC-3(7)", "AC-4", "AC-4(21)"]}
#   advice: Set associate_public_ip_address to false and put a load balancer or a gateway in front.
package rampart.aws.ec2.instance_public_ip

deny contains {"msg": "the instance gets a public address", "at": ["associate_public_ip_address"]} if {
	input.type == "aws_instance"
	input.values.associate_public_ip_address == true
}

deny contains {"msg": "instances get a public address", "at": ["network_interfaces", 0, "associate_public_ip_address"]} if {
	input.type == "aws_launch_template"
	input.values.network_interfaces[0].associate_public_ip_address in {true, "true"}
}
