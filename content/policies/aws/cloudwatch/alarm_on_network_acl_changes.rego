# METADATA
# title: Somebody is told when network ACLs change
# description: An ACL opened by mistake opens a whole subnet.
# custom:
#   id: cloudwatch-alarm-on-network-acl-changes
#   aliases: {prowler: [cloudwatch_changes_to_network_acls_alarm_configured], security_hub: [CloudWatch.11]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.11"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_network_acl_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("ec2.amazonaws.com", ["CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
