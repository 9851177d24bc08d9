"""Systems Manager: documents and who has them, parameters without what they hold."""
import json

from collectors import Case

CONTENT = {"schemaVersion": "2.2", "description": "d", "mainSteps": [{"action": "aws:runShellScript", "name": "a", "inputs": {"runCommand": ["id"]}}]}


def make(aws):
    ssm = aws("ssm")
    ssm.create_document(Name="run", Content=json.dumps(CONTENT), DocumentType="Command", DocumentFormat="JSON", TargetType="/AWS::EC2::Instance", Tags=[{"Key": "team", "Value": "a"}])
    ssm.modify_document_permission(Name="run", PermissionType="Share", AccountIdsToAdd=["111122223333"])
    ssm.put_parameter(Name="/app/key", Type="SecureString", Value="never-shown", KeyId="alias/aws/ssm", Description="d", Tier="Standard")
    ssm.create_patch_baseline(Name="strict", OperatingSystem="AMAZON_LINUX_2", Description="d", ApprovedPatchesComplianceLevel="HIGH", ApprovalRules={"PatchRules": [
        {"PatchFilterGroup": {"PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]}, "ComplianceLevel": "CRITICAL", "ApproveAfterDays": 7}]})
    ssm.create_maintenance_window(Name="night", Schedule="cron(0 3 * * ? *)", Duration=3, Cutoff=1, AllowUnassociatedTargets=False)


CASES = [Case("documents and parameters", """
resource "aws_ssm_document" "run" {
  name            = "run"
  document_type   = "Command"
  document_format = "JSON"
  target_type     = "/AWS::EC2::Instance"
  content         = jsonencode({ schemaVersion = "2.2", description = "d", mainSteps = [{ action = "aws:runShellScript", name = "a", inputs = { runCommand = ["id"] } }] })
  permissions     = { type = "Share", account_ids = "111122223333" }
  tags            = { team = "a" }
}
resource "aws_ssm_parameter" "key" {
  name        = "/app/key"
  type        = "SecureString"
  key_id      = "alias/aws/ssm"
  description = "d"
  tier        = "Standard"
}
resource "aws_ssm_maintenance_window" "night" {
  name     = "night"
  schedule = "cron(0 3 * * ? *)"
  duration = 3
  cutoff   = 1
}
""", make), Case("patches", """
resource "aws_ssm_patch_baseline" "strict" {
  name                              = "strict"
  description                       = "d"
  operating_system                  = "AMAZON_LINUX_2"
  approved_patches_compliance_level = "HIGH"
  approval_rule {
    approve_after_days = 7
    compliance_level   = "CRITICAL"
    patch_filter {
      key    = "CLASSIFICATION"
      values = ["Security"]
    }
  }
}
""", answers={
    "ssm:DescribePatchBaselines": {"BaselineIdentities": [{"BaselineId": "pb-1", "BaselineName": "strict", "OperatingSystem": "AMAZON_LINUX_2"}]},
    "ssm:GetPatchBaseline": {"BaselineId": "pb-1", "Name": "strict", "OperatingSystem": "AMAZON_LINUX_2", "Description": "d", "ApprovedPatchesComplianceLevel": "HIGH", "ApprovalRules": {"PatchRules": [
        {"PatchFilterGroup": {"PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]}, "ComplianceLevel": "CRITICAL", "ApproveAfterDays": 7}]}}})]
