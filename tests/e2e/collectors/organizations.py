"""Organizations: as its management account sees it."""
import json

from collectors import Case

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}]}


def make(aws):
    org = aws("organizations", region="us-east-1")
    org.create_organization(FeatureSet="ALL")
    org.enable_policy_type(RootId=org.list_roots()["Roots"][0]["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    other = org.create_account(AccountName="audit", Email="audit@example.com")["CreateAccountStatus"]["AccountId"]
    org.create_policy(Name="keep-trails", Description="d", Type="SERVICE_CONTROL_POLICY", Content=json.dumps(DENY), Tags=[{"Key": "team", "Value": "a"}])
    org.enable_aws_service_access(ServicePrincipal="config.amazonaws.com")
    org.register_delegated_administrator(AccountId=other, ServicePrincipal="guardduty.amazonaws.com")
    return {"other": other}


CASES = [Case("an organization", """
resource "aws_organizations_organization" "o" {
  feature_set                   = "ALL"
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY"]
  aws_service_access_principals = ["config.amazonaws.com"]
}
resource "aws_organizations_account" "audit" {
  name  = "audit"
  email = "audit@example.com"
}
resource "aws_organizations_policy" "p" {
  name        = "keep-trails"
  description = "d"
  type        = "SERVICE_CONTROL_POLICY"
  content     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "cloudtrail:StopLogging", Resource = "*" }] })
  tags        = { team = "a" }
}
resource "aws_organizations_delegated_administrator" "d" {
  account_id        = "@other@"
  service_principal = "guardduty.amazonaws.com"
}
""", make), Case("no organization", "", none=("aws_organizations_organization",))]
