# METADATA
# title: The policy AWSCloudShellFullAccess is attached to nobody
# description: CloudShell moves files in and out of the account past every other control.
# custom:
#   id: iam-cloudshell-access-attached
#   aliases: {prowler: [iam_policy_cloudshell_admin_not_attached], security_hub: [IAM.27]}
#   severity: low
#   resource_types: [aws_iam_policy_attachment, aws_iam_role_policy_attachment, aws_iam_user_policy_attachment, aws_iam_group_policy_attachment]
#   frameworks: {cis_3.0: ["1.22"]}
#   advice: Attach a policy that leaves file transfer out.
package rampart.aws.iam.cloudshell_access_attached

deny contains {"msg": "AWSCloudShellFullAccess is attached", "at": ["policy_arn"]} if endswith(input.values.policy_arn, ":aws:policy/AWSCloudShellFullAccess")
