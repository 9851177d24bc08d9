# METADATA
# title: Somebody is told when VPCs change
# description: A peering nobody asked for joins two networks.
# custom:
#   id: cloudwatch-alarm-on-vpc-changes
#   aliases: {prowler: [cloudwatch_changes_to_vpcs_alarm_configured], security_hub: [CloudWatch.14]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.14"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_vpc_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("ec2.amazonaws.com", ["CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
