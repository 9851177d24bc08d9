# METADATA
# title: A trail of all regions records the writes of objects in S3
# description: Without data events nobody can tell which objects were changed.
# custom:
#   id: cloudtrail-account-object-writes
#   aliases: {prowler: [cloudtrail_s3_dataevents_write_enabled], security_hub: [S3.22], config: [CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK]}
#   related: [cloudtrail-trail-object-writes]
#   severity: low
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["3.8"]}
#   advice: "Add an event_selector for AWS::S3::Object with the value arn:aws:s3 to a trail of all regions."
package rampart.aws.cloudtrail.account_object_writes

import data.rampart.lib.trails

recorded if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.multi_region(trail)
	trails.logging(trail)
	trails.object_events(trail, "WriteOnly")
}

deny contains {"msg": "no trail of all regions records the writes of objects"} if not recorded
