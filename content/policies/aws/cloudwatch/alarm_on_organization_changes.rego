# METADATA
# title: Somebody is told when the organisation changes
# description: An account that leaves takes off every guard rail.
# custom:
#   id: cloudwatch-alarm-on-organization-changes
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["4.15"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric that notifies somebody."
package rampart.aws.cloudwatch.alarm_on_organization_changes

import data.rampart.lib.alarms

# A trail that sends its events nowhere has a rule of its own.
applies if rampart.is_set(input.values, ["cloud_watch_logs_group_arn"])

calls := ["AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy"]

deny contains {"msg": "no alarm tells of these calls"} if not alarms.watches(calls)
