# METADATA
# title: A trail is switched on
# description: A trail that does not record looks like one that does.
# custom:
#   id: cloudtrail-trail-enabled
#   aliases: {checkov: [CKV_AWS_251]}
#   severity: high
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.1"]}
#   remediation: cloudtrail-start-logging
#   advice: "Take enable_logging away, or set it to true."
#   fix: {set: {enable_logging: true}}
package rampart.aws.cloudtrail.trail_enabled

deny contains {"msg": "logging is switched off", "at": ["enable_logging"]} if {
	"enable_logging" in object.keys(input.values)
	not input.values.enable_logging == true
}
