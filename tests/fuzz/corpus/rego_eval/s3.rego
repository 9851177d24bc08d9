package terraform.s3

deny[msg] {
  resource := input.resource_changes[_]
  resource.type == "aws_s3_bucket_public_access_block"
  resource.change.after.block_public_policy == false
  msg := sprintf("bucket of '%v' must block public policies", [resource.address])
}
