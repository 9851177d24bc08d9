# METADATA
# title: Images are scanned when they are pushed
# description: A hole that is known when the image comes in need not wait for the next audit.
# custom:
#   id: ecr-repository-scan-on-push
#   aliases: {checkov: [CKV_AWS_163], prowler: [ecr_repositories_scan_images_on_push_enabled], security_hub: [ECR.1], config: [ECR_PRIVATE_IMAGE_SCANNING_ENABLED]}
#   severity: medium
#   resource_types: [aws_ecr_repository]
#   frameworks: {nist_800_53_r5: ["RA-5"]}
#   advice: Add an image_scanning_configuration block with scan_on_push true.
package rampart.aws.ecr.repository_scan_on_push

deny contains {"msg": "images are not scanned", "at": ["image_scanning_configuration", 0, "scan_on_push"]} if not input.values.image_scanning_configuration[0].scan_on_push == true
