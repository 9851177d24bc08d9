# METADATA
# title: The disks of an instance are encrypted
# description: "The root disk is left in the clear when its block is left out, and so are its snapshots."
# custom:
#   id: ec2-instance-disk-encryption
#   aliases: {checkov: [CKV_AWS_8]}
#   severity: high
#   resource_types: [aws_launch_configuration, aws_instance]
#   frameworks: {}
#   advice: Set encrypted to true in root_block_device and every ebs_block_device.
package rampart.aws.ec2.instance_disk_encryption

disks := array.concat(
	[{"disk": disk, "at": ["root_block_device", i]} | some i, disk in input.values.root_block_device],
	[{"disk": disk, "at": ["ebs_block_device", i]} | some i, disk in input.values.ebs_block_device],
)

deny contains {"msg": "the root disk is not described, and so not encrypted", "at": ["root_block_device"]} if count(object.get(input.values, "root_block_device", [])) == 0

deny contains {"msg": "a disk is not encrypted", "at": array.concat(d.at, ["encrypted"])} if {
	some d in disks
	d.disk.encrypted == false
	not rampart.is_set(d.disk, ["snapshot_id"])
}

# A disk that says nothing is encrypted where the account's default says so: that is not known here.
applies if not silent

silent if {
	count(input.values.root_block_device) > 0
	some d in disks
	not "encrypted" in object.keys(d.disk)
	not rampart.is_set(d.disk, ["snapshot_id"])
	not failing
}

failing if {
	some d in disks
	d.disk.encrypted == false
	not rampart.is_set(d.disk, ["snapshot_id"])
}
