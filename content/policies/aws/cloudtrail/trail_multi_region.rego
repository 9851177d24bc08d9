# METADATA
# title: A trail records every region
# description: "What happens in a region that no trail watches leaves no trace, and intruders know it."
# custom:
#   id: cloudtrail-trail-multi-region
#   aliases: {checkov: [CKV_AWS_67]}
#   related: [cloudtrail-region-trail]
#   severity: high
#   resource_types: [aws_cloudtrail]
#   frameworks: {cis_3.0: ["3.1"]}
#   advice: Set is_multi_region_trail to true.
#   fix: {set: {is_multi_region_trail: true}}
package rampart.aws.cloudtrail.trail_multi_region

deny contains {"msg": "the trail records one region only", "at": ["is_multi_region_trail"]} if not input.values.is_multi_region_trail == true
