# METADATA
# title: An instance acts by a role
# description: "Without a role its programs carry keys, and keys get copied."
# custom:
#   id: ec2-instance-profile
#   aliases: {checkov: [CKV2_AWS_41], prowler: [ec2_instance_profile_attached], config: [EC2_INSTANCE_PROFILE_ATTACHED]}
#   severity: low
#   resource_types: [aws_instance]
#   frameworks: {cis_3.0: ["1.18"]}
#   advice: Set iam_instance_profile.
package rampart.aws.ec2.instance_profile

deny contains {"msg": "no instance profile is set", "at": ["iam_instance_profile"]} if not rampart.is_set(input.values, ["iam_instance_profile"])
