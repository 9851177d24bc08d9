# Is somebody told when certain calls appear in the log of a trail? CIS asks for a metric filter that selects the calls, an alarm on its metric,
# and somebody whom the alarm tells.
#
# A filter is judged by what it selects and not by its text: by sample events, each of which it must select, and by others (one of every day is
# always among them), which it must not: a filter that selects everything tells of nothing.
package rampart.lib.alarms

import data.rampart.lib.trails

event(more) := object.union(
	{
		"eventVersion": "1.11", "eventType": "AwsApiCall", "eventCategory": "Management", "managementEvent": true, "readOnly": false,
		"userIdentity": {"type": "IAMUser", "userName": "ann", "arn": "arn:aws:iam::111122223333:user/ann", "accountId": "111122223333"},
		"sourceIPAddress": "203.0.113.7", "userAgent": "aws-cli", "awsRegion": "eu-west-1", "recipientAccountId": "111122223333",
	},
	more,
)

every_day := event({"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances", "readOnly": true})

# Calls of a service, each as an event.
calls(source, names) := [event({"eventSource": source, "eventName": name}) | some name in names]

selects(filter, events, others) if {
	not rampart.log_filter_matches(filter.values.pattern, every_day)
	every other in others {
		not rampart.log_filter_matches(filter.values.pattern, other)
	}
	every e in events {
		rampart.log_filter_matches(filter.values.pattern, e)
	}
}

# In the gate: the filter and the alarm are in the tree; which trail feeds the log group is often not.
watches(events, others) if {
	some filter in rampart.resources("aws_cloudwatch_log_metric_filter")
	selects(filter, events, others)
	some transformation in filter.values.metric_transformation
	some alarm in rampart.resources("aws_cloudwatch_metric_alarm")
	alarm.values.metric_name == transformation.name
	rampart.is_set(alarm.values, ["alarm_actions"])
}

# The log groups to which trails of all regions send management events.
groups contains {"region": parts[3], "name": parts[6]} if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.multi_region(trail)
	trails.logging(trail)
	trails.management_events(trail)
	parts := split(trail.values.cloud_watch_logs_group_arn, ":")
}

# In an account the whole way is there, from the trail to the one who is told.
told(events, others) if {
	some group in groups
	some filter in rampart.resources_in("aws_cloudwatch_log_metric_filter", group.region)
	filter.values.log_group_name == group.name
	selects(filter, events, others)
	some transformation in filter.values.metric_transformation
	some alarm in rampart.resources_in("aws_cloudwatch_metric_alarm", group.region)
	alarm.values.metric_name == transformation.name
	alarm.values.namespace == transformation.namespace
	not alarm.values.actions_enabled == false
	some topic in alarm.values.alarm_actions
	some subscription in rampart.resources("aws_sns_topic_subscription")
	subscription.values.topic_arn == topic
	not subscription.values.pending_confirmation == true
}

# The account as a whole; in code, which has none, each trail that sends its events somewhere.
judged(resource) if resource.type == "rampart_account_summary"

judged(resource) if {
	resource.type == "aws_cloudtrail"
	rampart.is_set(resource.values, ["cloud_watch_logs_group_arn"])
	not resource.origin == "account"
}

missing(resource, events, others) if {
	resource.type == "rampart_account_summary"
	not told(events, others)
}

missing(resource, events, others) if {
	resource.type == "aws_cloudtrail"
	not watches(events, others)
}
