# METADATA
# title: A classic load balancer writes down who called
# description: Without a log of requests nobody can tell what an intruder asked for.
# custom:
#   id: elb-classic-access-logs
#   aliases: {checkov: [CKV_AWS_92], prowler: [elb_logging_enabled]}
#   related: [elb-load-balancer-access-logs]
#   severity: medium
#   resource_types: [aws_elb]
#   frameworks: {}
#   advice: Add access_logs with a bucket.
package rampart.aws.elb.classic_access_logs

deny contains {"msg": "requests are not logged", "at": ["access_logs"]} if count(object.get(input.values, "access_logs", [])) == 0

deny contains {"msg": "access logs are switched off", "at": ["access_logs", 0, "enabled"]} if input.values.access_logs[0].enabled == false
