# METADATA
# title: No snapshot of a region can be shared with the world
# description: "One careless share publishes a whole disk, and nobody notices."
# custom:
#   id: ec2-snapshot-block-public-access
#   aliases: {prowler: [ec2_ebs_snapshot_account_block_public_access], security_hub: [EC2.182], config: [EBS_SNAPSHOT_BLOCK_PUBLIC_ACCESS]}
#   severity: high
#   resource_types: [aws_ebs_snapshot_block_public_access]
#   frameworks: {}
#   advice: Set the state to block-all-sharing in every region.
#   fix: {set: {state: block-all-sharing}}
package rampart.aws.ec2.snapshot_block_public_access

deny contains {"msg": "snapshots can be shared with everybody", "at": ["state"]} if not input.values.state == "block-all-sharing"
