"""Secrets Manager: secrets, never their values."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}
LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"


def make(aws):
    secrets = aws("secretsmanager")
    arn = secrets.create_secret(Name="db", Description="d", KmsKeyId="arn:aws:kms:eu-west-1:123456789012:key/1", SecretString="never-shown", Tags=[{"Key": "team", "Value": "a"}])["ARN"]
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=json.dumps(POLICY))
    return {"arn": arn}


ROTATED = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-abcdef"
CASES = [
    Case("a secret", """
resource "aws_secretsmanager_secret" "s" {
  name        = "db"
  description = "d"
  kms_key_id  = "arn:aws:kms:eu-west-1:@account@:key/1"
  tags        = { team = "a" }
}
resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn = "@arn@"
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::@account@:root" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
""", make, none=("aws_secretsmanager_secret_rotation",)),
    Case("one that is rotated", """
resource "aws_secretsmanager_secret_rotation" "s" {
  secret_id           = "arn:aws:secretsmanager:eu-west-1:@account@:secret:db-abcdef"
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:@account@:function:rotate"
  rotation_rules {
    automatically_after_days = 30
  }
}
""", answers={"secretsmanager:ListSecrets": {"SecretList": [{"ARN": ROTATED, "Name": "db", "RotationEnabled": True, "RotationLambdaARN": LAMBDA, "RotationRules": {"AutomaticallyAfterDays": 30}}]},
              "secretsmanager:GetResourcePolicy": {"ARN": ROTATED, "Name": "db"}}, none=("aws_secretsmanager_secret_policy",)),
]
