# METADATA
# title: A trail records what happens in the account
# description: Without a trail nobody can tell who did what.
# custom:
#   id: cloudtrail-account-trail
#   aliases: {security_hub: [CloudTrail.3], config: [CLOUD_TRAIL_ENABLED]}
#   related: [cloudtrail-account-multi-region]
#   severity: high
#   resource_types: [rampart_account_summary]
#   frameworks: {}
#   advice: Create a trail and switch it on.
package rampart.aws.cloudtrail.account_trail

import data.rampart.lib.trails

# "" asks for nothing.
wanted(parameter, value) if rampart.parameter(parameter, "") == ""

wanted(parameter, value) if rampart.parameter(parameter, "") == value

recorded if {
	some trail in rampart.resources("aws_cloudtrail")
	trails.logging(trail)
	wanted("s3_bucket_name", object.get(trail.values, "s3_bucket_name", null))
	wanted("sns_topic_arn", object.get(trail.values, "sns_topic_arn", null))
	wanted("log_group_arn", object.get(trail.values, "cloud_watch_logs_group_arn", null))
}

deny contains {"msg": "no trail is switched on"} if not recorded
