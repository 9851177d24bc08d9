"""Services of one type or two, most of which the server lacks: the answers are in the shape of AWS's models."""
from collectors import Case
from stub_aws import Failure


def off(_):
    raise Failure("ResourceNotFoundException", 404)


INSTANCE, SET = "arn:aws:sso:::instance/ssoins-1", "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def not_enabled():
    raise Failure("AccessDeniedException", 403, "Macie is not enabled")


def refused():
    raise Failure("AccessDeniedException", 403, "User is not authorized to perform macie2:GetMacieSession")


CASES = [
    Case("an analyzer", """
resource "aws_accessanalyzer_analyzer" "a" {
  analyzer_name = "external"
  type          = "ACCOUNT"
  tags          = { team = "a" }
}
resource "aws_accessanalyzer_analyzer" "u" {
  analyzer_name = "unused"
  type          = "ACCOUNT_UNUSED_ACCESS"
  configuration {
    unused_access {
      unused_access_age = 90
    }
  }
}
""", services=("accessanalyzer",), answers={"accessanalyzer:ListAnalyzers": {"analyzers": [
        {"arn": "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/external", "name": "external", "type": "ACCOUNT", "status": "ACTIVE", "tags": {"team": "a"}},
        {"arn": "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/unused", "name": "unused", "type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE",
         "configuration": {"unusedAccess": {"unusedAccessAge": 90}}}]}}),
    Case("Macie", """
resource "aws_macie2_account" "a" {
  finding_publishing_frequency = "ONE_HOUR"
  status                       = "ENABLED"
}
""", lambda aws: aws("macie2").enable_macie(findingPublishingFrequency="ONE_HOUR", status="ENABLED") and None, services=("macie2",)),
    Case("no Macie", "", services=("macie2",), answers={"macie2:GetMacieSession": off}, none=("aws_macie2_account",)),
    Case("Inspector", """
resource "aws_inspector2_enabler" "a" {
  account_ids    = ["@account@"]
  resource_types = ["EC2", "LAMBDA"]
}
""", services=("inspector2",), answers={"inspector2:BatchGetAccountStatus": {"accounts": [{"accountId": "123456789012", "state": {"status": "ENABLED"}, "resourceState": {
        "ec2": {"status": "ENABLED"}, "ecr": {"status": "DISABLED"}, "lambda": {"status": "ENABLED"}, "lambdaCode": {"status": "DISABLED"}}}]}}),
    Case("no Inspector", "", services=("inspector2",), none=("aws_inspector2_enabler",), answers={"inspector2:BatchGetAccountStatus": {"accounts": [
        {"accountId": "123456789012", "state": {"status": "DISABLED"}, "resourceState": {"ec2": {"status": "DISABLED"}, "ecr": {"status": "DISABLED"}}}]}}),
    Case("Detective", """
resource "aws_detective_graph" "g" {
  tags = { team = "a" }
}
""", services=("detective",), answers={"detective:ListGraphs": {"GraphList": [{"Arn": "arn:aws:detective:eu-west-1:123456789012:graph:1"}]},
                                       "detective:ListTagsForResource": {"Tags": {"team": "a"}}}),
    Case("Shield", """
resource "aws_shield_subscription" "s" {
  auto_renew = "ENABLED"
}
resource "aws_shield_protection" "p" {
  name         = "p"
  resource_arn = "arn:aws:ec2:eu-west-1:@account@:eip-allocation/eipalloc-1"
}
""", services=("shield",), answers={
        "shield:DescribeSubscription": {"Subscription": {"AutoRenew": "ENABLED", "SubscriptionLimits": {"ProtectionLimits": {"ProtectedResourceTypeLimits": []}}}},
        "shield:ListProtections": {"Protections": [{"Id": "1", "Name": "p", "ResourceArn": "arn:aws:ec2:eu-west-1:123456789012:eip-allocation/eipalloc-1",
                                                    "ProtectionArn": "arn:aws:shield::123456789012:protection/1"}]}}),
    Case("no Shield", "", services=("shield",), answers={"shield:DescribeSubscription": off, "shield:ListProtections": off}, none=("aws_shield_subscription", "aws_shield_protection")),
    Case("Firewall Manager", """
resource "aws_fms_admin_account" "a" {
  account_id = "111122223333"
}
""", services=("fms",), answers={"fms:GetAdminAccount": {"AdminAccount": "111122223333", "RoleStatus": "READY"}}),
    Case("a Macie that is off", "", services=("macie2",), answers={"macie2:GetMacieSession": lambda _: not_enabled()}, none=("aws_macie2_account",)),
    Case("a Macie that may not be read is not one that is off", "", services=("macie2",), answers={"macie2:GetMacieSession": lambda _: refused()}, not_assessed=("aws_macie2_account",)),
    Case("Identity Center", """
resource "aws_ssoadmin_permission_set" "admin" {
  name             = "admin"
  description      = "d"
  session_duration = "PT2H"
  instance_arn     = "arn:aws:sso:::instance/ssoins-1"
  tags             = { team = "a" }
}
resource "aws_ssoadmin_managed_policy_attachment" "admin" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_ssoadmin_permission_set_inline_policy" "admin" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
  inline_policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
""", services=("sso-admin",), wants=[("rampart_sso_instance", {"instance_arn": INSTANCE, "owner_account_id": "@account@", "status": "ACTIVE"})], answers={
        "sso-admin:ListInstances": {"Instances": [{"InstanceArn": INSTANCE, "IdentityStoreId": "d-1", "OwnerAccountId": "123456789012", "Status": "ACTIVE"}]},
        "sso-admin:ListPermissionSets": {"PermissionSets": [SET]},
        "sso-admin:DescribePermissionSet": {"PermissionSet": {"Name": "admin", "PermissionSetArn": SET, "Description": "d", "SessionDuration": "PT2H"}},
        "sso-admin:ListTagsForResource": {"Tags": [{"Key": "team", "Value": "a"}]},
        "sso-admin:ListManagedPoliciesInPermissionSet": {"AttachedManagedPolicies": [{"Name": "AdministratorAccess", "Arn": "arn:aws:iam::aws:policy/AdministratorAccess"}]},
        "sso-admin:GetInlinePolicyForPermissionSet": {"InlinePolicy": ALL}}),
    Case("Identity Center of another account", "", services=("sso-admin",), answers={
        "sso-admin:ListInstances": {"Instances": [{"InstanceArn": INSTANCE, "IdentityStoreId": "d-1", "OwnerAccountId": "111122223333", "Status": "ACTIVE"}]}}, none=("aws_ssoadmin_permission_set",)),
]
