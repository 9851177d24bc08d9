# METADATA
# title: An alarm tells somebody
# description: An alarm without an action rings in an empty room.
# custom:
#   id: cloudwatch-alarm-actions
#   aliases: {prowler: [cloudwatch_alarm_actions_alarm_state_configured], security_hub: [CloudWatch.15], config: [CLOUDWATCH_ALARM_ACTION_CHECK]}
#   severity: low
#   resource_types: [aws_cloudwatch_metric_alarm]
#   frameworks: {}
#   advice: Name a topic in alarm_actions.
package rampart.aws.cloudwatch.alarm_actions

# Which states need an action is a matter of taste: that of ALARM does.
asked contains "alarm_actions" if rampart.parameter("alarm_action_required", true) == true

asked contains "insufficient_data_actions" if rampart.parameter("insufficient_data_action_required", false) == true

asked contains "ok_actions" if rampart.parameter("ok_action_required", false) == true

deny contains {"msg": sprintf("%s is empty", [field]), "at": [field]} if {
	some field in asked
	not rampart.is_set(input.values, [field])
}
