# METADATA
# title: A trail of all regions records the reads of objects in S3
# description: Without data events nobody can tell which objects were read.
# custom:
#   id: cloudtrail-account-object-reads
#   aliases: {prowler: [cloudtrail_s3_dataevents_read_enabled], security_hub: [S3.23], config: [CLOUDTRAIL_ALL_READ_S3_DATA_EVENT_CHECK]}
#   related: [cloudtrail-trail-object-reads]
#   severity: low
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["3.9"]}
#   advice: "Add an event_selector for AWS::S3::Object with the value arn:aws:s3 to a trail of all regions."
package rampart.aws.cloudtrail.account_object_reads

import data.rampart.lib.trails

recorded if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.multi_region(trail)
	trails.logging(trail)
	trails.object_events(trail, "ReadOnly")
}

deny contains {"msg": "no trail of all regions records the reads of objects"} if not recorded
