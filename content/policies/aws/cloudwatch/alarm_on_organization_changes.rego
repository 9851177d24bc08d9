# METADATA
# title: Somebody is told when the organisation changes
# description: An account that leaves takes off every guard rail.
# custom:
#   id: cloudwatch-alarm-on-organization-changes
#   aliases: {prowler: [cloudwatch_log_metric_filter_aws_organizations_changes]}
#   severity: low
#   resource_types: [aws_cloudtrail, rampart_account_summary]
#   frameworks: {cis_3.0: ["4.15"]}
#   advice: "Add a metric filter for these calls on the log group of the trail, and an alarm on its metric whose topic somebody has subscribed to."
package rampart.aws.cloudwatch.alarm_on_organization_changes

import data.rampart.lib.alarms

applies if alarms.judged(input)

events := alarms.calls("organizations.amazonaws.com", ["AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit"])

deny contains {"msg": "no alarm tells of these calls"} if alarms.missing(input, events, [])
