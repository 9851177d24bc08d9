"""IAM: who there is and what they may."""
import datetime
import json

from collectors import Case

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}]}
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TEXT = """
locals {
  document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }] })
}
"""


def users(aws):
    iam = aws("iam")
    iam.create_policy(PolicyName="edge", PolicyDocument=json.dumps(DOCUMENT))
    iam.create_user(UserName="ann", Path="/team/", PermissionsBoundary="arn:aws:iam::123456789012:policy/edge", Tags=[{"Key": "team", "Value": "a"}])
    iam.create_group(GroupName="admins", Path="/g/")
    iam.add_user_to_group(GroupName="admins", UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="read", PolicyDocument=json.dumps(DOCUMENT))
    iam.put_group_policy(GroupName="admins", PolicyName="read", PolicyDocument=json.dumps(DOCUMENT))
    iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::123456789012:policy/edge")
    iam.attach_group_policy(GroupName="admins", PolicyArn="arn:aws:iam::123456789012:policy/edge")
    iam.create_access_key(UserName="ann")
    iam.create_login_profile(UserName="ann", Password="Secret-0123456789", PasswordResetRequired=True)


def roles(aws):
    iam = aws("iam")
    iam.create_policy(PolicyName="edge", PolicyDocument=json.dumps(DOCUMENT))
    iam.create_role(RoleName="app", Path="/svc/", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=[{"Key": "team", "Value": "a"}])
    iam.put_role_policy(RoleName="app", PolicyName="read", PolicyDocument=json.dumps(DOCUMENT))
    iam.attach_role_policy(RoleName="app", PolicyArn="arn:aws:iam::123456789012:policy/edge")
    iam.create_instance_profile(InstanceProfileName="app", Path="/svc/")
    iam.add_role_to_instance_profile(InstanceProfileName="app", RoleName="app")
    arn = iam.create_policy(PolicyName="read", Path="/p/", Description="reads", PolicyDocument=json.dumps({**DOCUMENT, "Statement": DOCUMENT["Statement"] * 2}), Tags=[{"Key": "team", "Value": "a"}])["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(DOCUMENT), SetAsDefault=True)
    iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")


def account(aws):
    iam = aws("iam")
    iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True, RequireLowercaseCharacters=False,
                                       AllowUsersToChangePassword=True, MaxPasswordAge=90, PasswordReusePrevention=24, HardExpiry=False)
    iam.create_account_alias(AccountAlias="example")
    iam.create_saml_provider(Name="sso", SAMLMetadataDocument="<EntityDescriptor>" + "x" * 1000 + "</EntityDescriptor>")
    iam.create_open_id_connect_provider(Url="https://token.example.com", ThumbprintList=["a" * 40], ClientIDList=["sts.amazonaws.com"])
    iam.upload_server_certificate(ServerCertificateName="old", Path="/c/", CertificateBody="body", PrivateKey="key")
    iam.create_user(UserName="ann")
    iam.create_login_profile(UserName="ann", Password="Secret-0123456789")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="ann", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")


CASES = [
    Case("users and groups", TEXT + """
resource "aws_iam_user" "ann" {
  name                 = "ann"
  path                 = "/team/"
  permissions_boundary = "arn:aws:iam::@account@:policy/edge"
  tags                 = { team = "a" }
}
resource "aws_iam_group" "admins" {
  name = "admins"
  path = "/g/"
}
resource "aws_iam_user_group_membership" "ann" {
  user   = "ann"
  groups = ["admins"]
}
resource "aws_iam_user_policy" "read" {
  name   = "read"
  user   = "ann"
  policy = local.document
}
resource "aws_iam_group_policy" "read" {
  name   = "read"
  group  = "admins"
  policy = local.document
}
resource "aws_iam_user_policy_attachment" "read" {
  user       = "ann"
  policy_arn = "arn:aws:iam::123456789012:policy/edge"
}
resource "aws_iam_group_policy_attachment" "admins" {
  group      = "admins"
  policy_arn = "arn:aws:iam::123456789012:policy/edge"
}
resource "aws_iam_access_key" "ann" {
  user   = "ann"
  status = "Active"
}
resource "aws_iam_user_login_profile" "ann" {
  user                    = "ann"
  password_reset_required = true
}
""", users, leave={"aws_iam_user.permissions_boundary": "the server's GetAccountAuthorizationDetails leaves it out of users; AWS's has it"},
         answers={"iam:GetLoginProfile": {"LoginProfile": {"UserName": "ann", "CreateDate": datetime.datetime(2024, 1, 1), "PasswordResetRequired": True}}}),
    Case("roles and policies", TEXT + """
resource "aws_iam_role" "app" {
  name               = "app"
  path               = "/svc/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  tags               = { team = "a" }
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = "app"
  policy = local.document
}
resource "aws_iam_role_policy_attachment" "read" {
  role       = "app"
  policy_arn = "arn:aws:iam::123456789012:policy/edge"
}
resource "aws_iam_instance_profile" "app" {
  name = "app"
  path = "/svc/"
  role = "app"
}
resource "aws_iam_policy" "read" {
  name        = "read"
  path        = "/p/"
  description = "reads"
  policy      = local.document
  tags        = { team = "a" }
}
resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
}
""", roles),
    Case("the account", """
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_symbols                = true
  require_numbers                = true
  require_uppercase_characters   = true
  require_lowercase_characters   = false
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 24
  hard_expiry                    = false
}
resource "aws_iam_account_alias" "a" {
  account_alias = "example"
}
resource "aws_iam_saml_provider" "sso" {
  name = "sso"
}
resource "aws_iam_openid_connect_provider" "token" {
  url             = "https://token.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
}
resource "aws_iam_server_certificate" "old" {
  name = "old"
  path = "/c/"
}
resource "aws_iam_virtual_mfa_device" "ann" {
  virtual_mfa_device_name = "ann"
}
""", account, leave={"aws_iam_openid_connect_provider.url": "AWS answers it without https://"}, wants=[
        ("rampart_account_summary", {"account_id": "@account@", "users": 1, "account_mfa_enabled": 0, "mfa_devices_in_use": 1}),
        ("rampart_credential_report_user", {"user": "ann", "arn": "arn:aws:iam::@account@:user/ann", "password_enabled": True, "mfa_active": True, "access_key_1_active": False}),
        ("rampart_virtual_mfa_device", {"serial_number": "arn:aws:iam::@account@:mfa/ann", "user_name": "ann", "user_arn": "arn:aws:iam::@account@:user/ann"}),
    ]),
]
