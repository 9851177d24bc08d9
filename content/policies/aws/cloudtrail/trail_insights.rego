# METADATA
# title: A trail looks for unusual activity
# description: Insights notice when calls or errors are far more than usual.
# custom:
#   id: cloudtrail-trail-insights
#   aliases: {prowler: [cloudtrail_insights_exist]}
#   severity: low
#   resource_types: [aws_cloudtrail]
#   frameworks: {}
#   advice: Add an insight_selector.
package rampart.aws.cloudtrail.trail_insights

deny contains {"msg": "no insights are recorded", "at": ["insight_selector"]} if count(object.get(input.values, "insight_selector", [])) == 0
