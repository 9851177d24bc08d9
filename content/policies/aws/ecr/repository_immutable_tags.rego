# METADATA
# title: The tags of images cannot be moved
# description: A tag that can be moved lets anyone who may push replace what runs in production.
# custom:
#   id: ecr-repository-immutable-tags
#   aliases: {checkov: [CKV_AWS_51], prowler: [ecr_repositories_tag_immutability], security_hub: [ECR.2], config: [ECR_PRIVATE_TAG_IMMUTABILITY_ENABLED]}
#   severity: medium
#   resource_types: [aws_ecr_repository]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-2", "CM-8(1)"]}
#   advice: Set image_tag_mutability to IMMUTABLE.
#   fix: {set: {image_tag_mutability: "IMMUTABLE"}}
package rampart.aws.ecr.repository_immutable_tags

deny contains {"msg": "tags can be moved", "at": ["image_tag_mutability"]} if not input.values.image_tag_mutability == "IMMUTABLE"
