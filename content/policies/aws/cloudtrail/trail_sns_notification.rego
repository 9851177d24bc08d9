# METADATA
# title: A trail announces its log files
# description: A topic tells tools at once that new log files are there.
# custom:
#   id: cloudtrail-trail-sns-notification
#   aliases: {checkov: [CKV_AWS_252]}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {}
#   advice: Set sns_topic_name to a topic.
package rampart.aws.cloudtrail.trail_sns_notification

deny contains {"msg": "no topic is set", "at": ["sns_topic_name"]} if not rampart.is_set(input.values, ["sns_topic_name"])
