# What a trail records.
package rampart.lib.trails

logging(trail) if not trail.values.enable_logging == false

multi_region(trail) if trail.values.is_multi_region_trail == true

# Management events are recorded unless selectors leave them out.
management_events(trail) if {
	count(object.get(trail.values, "event_selector", [])) == 0
	count(object.get(trail.values, "advanced_event_selector", [])) == 0
}

management_events(trail) if {
	some selector in trail.values.event_selector
	not selector.include_management_events == false
	object.get(selector, "read_write_type", "All") == "All"
}

management_events(trail) if {
	some selector in trail.values.advanced_event_selector
	some field in selector.field_selector
	field.field == "eventCategory"
	"Management" in field.equals
	not "readOnly" in {other.field | some other in selector.field_selector}
}

# Data events of every bucket; kind is "ReadOnly" or "WriteOnly".
object_events(trail, kind) if {
	some selector in trail.values.event_selector
	object.get(selector, "read_write_type", "All") in {kind, "All"}
	some objects in selector.data_resource
	objects.type == "AWS::S3::Object"
	some bucket in objects.values
	regex.match(`^arn:aws[a-z-]*:s3(:::)?$`, bucket)
}

object_events(trail, kind) if {
	some selector in trail.values.advanced_event_selector
	some field in selector.field_selector
	field.field == "resources.type"
	"AWS::S3::Object" in field.equals
	not "resources.ARN" in {other.field | some other in selector.field_selector}
	not "eventName" in {other.field | some other in selector.field_selector}
	reads_or_writes(selector, kind)
}

reads_or_writes(selector, _) if not "readOnly" in {field.field | some field in selector.field_selector}

reads_or_writes(selector, kind) if {
	some field in selector.field_selector
	field.field == "readOnly"
	{"WriteOnly": "false", "ReadOnly": "true"}[kind] in field.equals
}
