# Is somebody told when certain calls appear in the log of a trail? CIS asks for a metric filter whose pattern names the calls, an alarm on
# its metric, and an action of the alarm.
package rampart.lib.alarms

watches(calls) if {
	some filter in rampart.resources("aws_cloudwatch_log_metric_filter")
	every call in calls {
		contains(filter.values.pattern, call)
	}
	some transformation in filter.values.metric_transformation
	some alarm in rampart.resources("aws_cloudwatch_metric_alarm")
	alarm.values.metric_name == transformation.name
	rampart.is_set(alarm.values, ["alarm_actions"])
}
