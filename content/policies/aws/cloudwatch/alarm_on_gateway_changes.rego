# METADATA
# title: Somebody is told when gateways change
# description: A new gateway is a new way out.
# custom:
#   id: cloudwatch-alarm-on-gateway-changes
#   aliases: {prowler: [cloudwatch_changes_to_network_gateways_alarm_configured], security_hub: [CloudWatch.12]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.12"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_gateway_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("ec2.amazonaws.com", ["CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
