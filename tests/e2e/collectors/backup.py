"""Backup: vaults, plans, what they cover."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}]}
VAULT = "arn:aws:backup:eu-west-1:123456789012:backup-vault:v"


def make(aws):
    backup = aws("backup")
    backup.create_backup_vault(BackupVaultName="v", EncryptionKeyArn="arn:aws:kms:eu-west-1:123456789012:key/1", BackupVaultTags={"team": "a"})
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [
        {"RuleName": "r", "TargetBackupVaultName": "v", "ScheduleExpression": "cron(0 3 * * ? *)", "StartWindowMinutes": 60, "CompletionWindowMinutes": 180,
         "Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 365}, "CopyActions": [{"DestinationBackupVaultArn": VAULT, "Lifecycle": {"DeleteAfterDays": 30}}]}]}, BackupPlanTags={"team": "a"})
    backup.create_report_plan(ReportPlanName="rp", ReportPlanDescription="d", ReportSetting={"ReportTemplate": "BACKUP_JOB_REPORT"}, ReportDeliveryChannel={"S3BucketName": "reports", "Formats": ["CSV"]})


CASES = [Case("vaults and plans", """
resource "aws_backup_vault" "v" {
  name        = "v"
  kms_key_arn = "arn:aws:kms:eu-west-1:@account@:key/1"
  tags        = { team = "a" }
}
resource "aws_backup_vault_policy" "v" {
  backup_vault_name = "v"
  policy            = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "backup:DeleteRecoveryPoint", Resource = "*" }] })
}
resource "aws_backup_plan" "daily" {
  name = "daily"
  tags = { team = "a" }
  rule {
    rule_name         = "r"
    target_vault_name = "v"
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 180
    lifecycle {
      cold_storage_after = 30
      delete_after       = 365
    }
    copy_action {
      destination_vault_arn = "arn:aws:backup:eu-west-1:@account@:backup-vault:v"
      lifecycle {
        delete_after = 30
      }
    }
  }
}
resource "aws_backup_selection" "s" {
  name         = "s"
  iam_role_arn = "arn:aws:iam::@account@:role/backup"
  resources    = ["arn:aws:dynamodb:*:*:table/*"]
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "yes"
  }
}
resource "aws_backup_report_plan" "rp" {
  name        = "rp"
  description = "d"
  report_delivery_channel {
    s3_bucket_name = "reports"
    formats        = ["CSV"]
  }
  report_setting {
    report_template = "BACKUP_JOB_REPORT"
  }
}
resource "aws_backup_region_settings" "r" {
  resource_type_opt_in_preference = { RDS = true, EBS = false }
}
""", make, answers={
    "backup:GetBackupVaultAccessPolicy": {"BackupVaultName": "v", "BackupVaultArn": VAULT, "Policy": json.dumps(POLICY)},
    "backup:ListBackupSelections": {"BackupSelectionsList": [{"SelectionId": "1", "SelectionName": "s", "BackupPlanId": "p", "IamRoleArn": "arn:aws:iam::123456789012:role/backup"}]},
    "backup:GetBackupSelection": {"SelectionId": "1", "BackupPlanId": "p", "BackupSelection": {
        "SelectionName": "s", "IamRoleArn": "arn:aws:iam::123456789012:role/backup", "Resources": ["arn:aws:dynamodb:*:*:table/*"],
        "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "yes"}]}},
    "backup:DescribeRegionSettings": {"ResourceTypeOptInPreference": {"RDS": True, "EBS": False}, "ResourceTypeManagementPreference": {}}}),
    Case("a locked vault", """
resource "aws_backup_vault_lock_configuration" "v" {
  backup_vault_name  = "v"
  min_retention_days = 7
  max_retention_days = 365
}
""", answers={"backup:ListBackupVaults": {"BackupVaultList": [{"BackupVaultName": "v", "BackupVaultArn": VAULT, "Locked": True, "MinRetentionDays": 7, "MaxRetentionDays": 365}]}, "backup:ListTags": {"Tags": {}}})]
