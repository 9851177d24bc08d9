# METADATA
# title: A trail records writes of objects in S3
# description: Without data events nobody can tell which objects were changed.
# custom:
#   id: cloudtrail-trail-object-writes
#   aliases: {}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.8"]}
#   advice: "Add an event_selector with a data_resource of type AWS::S3::Object."
package rampart.aws.cloudtrail.trail_object_writes

selectors(kind) if {
	some selector in input.values.event_selector
	object.get(selector, "read_write_type", "All") in {kind, "All"}
	some objects in selector.data_resource
	objects.type == "AWS::S3::Object"
}

selectors(kind) if {
	some selector in input.values.advanced_event_selector
	some field in selector.field_selector
	field.field == "resources.type"
	"AWS::S3::Object" in field.equals
	reads_or_writes(selector, kind)
}

reads_or_writes(selector, _) if not "readOnly" in {field.field | some field in selector.field_selector}

reads_or_writes(selector, kind) if {
	some field in selector.field_selector
	field.field == "readOnly"
	{"WriteOnly": "false", "ReadOnly": "true"}[kind] in field.equals
}

deny contains {"msg": "writes of objects are not recorded", "at": ["event_selector"]} if not selectors("WriteOnly")
