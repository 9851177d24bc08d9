# METADATA
# title: "A resource has tags, and those that are asked for"
# description: "Without tags nobody knows whose a resource is, what it is for and what it may cost."
# custom:
#   id: tags-present
#   aliases: {}
#   related: [tags-required]
#   severity: info
#   resource_types: [aws_acmpca_certificate_authority, aws_api_gateway_rest_api, aws_api_gateway_stage, aws_batch_compute_environment, aws_codebuild_project, aws_codebuild_report_group, aws_cognito_user_pool, aws_datasync_task, aws_db_cluster_snapshot, aws_db_event_subscription, aws_db_option_group, aws_dms_endpoint, aws_dms_replication_task, aws_ec2_client_vpn_endpoint, aws_ecr_repository, aws_ecs_capacity_provider, aws_efs_access_point, aws_efs_file_system, aws_eks_addon, aws_elb, aws_glue_ml_transform, aws_iam_openid_connect_provider, aws_iam_saml_provider, aws_iam_server_certificate, aws_imagebuilder_image_recipe, aws_imagebuilder_infrastructure_configuration, aws_kms_key, aws_lambda_function, aws_launch_template, aws_lb, aws_msk_cluster, aws_rds_cluster, aws_rds_global_cluster, aws_redshift_parameter_group, aws_route53_health_check, aws_route53_zone, aws_s3_bucket, aws_sagemaker_domain, aws_sagemaker_feature_group, aws_sfn_state_machine, aws_ssm_document, aws_transfer_connector, aws_vpn_connection, aws_workspaces_workspace]
#   frameworks: {}
#   advice: Tag the resource.
package rampart.aws.tags.present

import data.rampart.lib.words

# Only where somebody asks: AWS Config's rules about tags do.
applies if rampart.parameter("asked", false) == true

keys := {key | some key, _ in object.get(input.values, "tags", {}); not startswith(key, "aws:")}

deny contains {"msg": "it has no tags", "at": ["tags"]} if count(keys) == 0

deny contains {"msg": sprintf("the tag %s is missing", [key]), "at": ["tags"]} if {
	count(keys) > 0
	some key in words.of(rampart.parameter("required_keys", []))
	not key in keys
}
