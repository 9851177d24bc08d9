# METADATA
# title: Somebody is told when routes change
# description: Traffic that is routed elsewhere can be read elsewhere.
# custom:
#   id: cloudwatch-alarm-on-route-table-changes
#   aliases: {prowler: [cloudwatch_changes_to_network_route_tables_alarm_configured], security_hub: [CloudWatch.13]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.13"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_route_table_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("ec2.amazonaws.com", ["CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
