"""KMS: keys that customers manage."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}]}


def keys(aws):
    kms = aws("kms")
    key = kms.create_key(Description="logs", Policy=json.dumps(POLICY), Tags=[{"TagKey": "team", "TagValue": "a"}])["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    kms.create_alias(AliasName="alias/logs", TargetKeyId=key)
    sign = kms.create_key(Description="signs", KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=sign)
    gone = kms.create_key(Description="gone")["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=gone, PendingWindowInDays=7)
    return {"key": key}


CASES = [Case("keys", """
resource "aws_kms_key" "logs" {
  description         = "logs"
  enable_key_rotation = true
  policy              = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::@account@:root" }, Action = "kms:*", Resource = "*" }] })
  tags                = { team = "a" }
}
resource "aws_kms_key" "signs" {
  description              = "signs"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "RSA_2048"
  is_enabled               = false
}
resource "aws_kms_alias" "logs" {
  name          = "alias/logs"
  target_key_id = "@key@"
}
""", keys, wants=[("aws_kms_key", {"description": "gone", "is_enabled": False})])]
