# METADATA
# title: People come through an identity provider
# description: A user of IAM stays when the person has left.
# custom:
#   id: iam-saml-provider
#   aliases: {prowler: [iam_check_saml_providers_sts]}
#   severity: low
#   resource_types: [rampart_account_summary]
#   frameworks: {cis_3.0: ["1.21"]}
#   advice: "Set up IAM Identity Center or a SAML provider, and delete the users."
package rampart.aws.iam.saml_provider

deny contains {"msg": "no SAML provider is set up"} if count(rampart.resources("aws_iam_saml_provider")) == 0
