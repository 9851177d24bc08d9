"""What moto lacks or answers otherwise than AWS: answers in the shape of botocore's models, given by a server in front of it."""
import datetime

from collectors import ACCOUNT, REGION, Case

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service"


def arn(service, rest):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


SMALL = {
    "lightsail:GetInstances": {"instances": [{"name": "web", "arn": arn("lightsail", "Instance/a"), "blueprintId": "wordpress", "bundleId": "nano_2_0", "location": {"availabilityZone": REGION + "a"}, "sshKeyName": "k"}]},
    "lightsail:GetRelationalDatabases": {"relationalDatabases": [{
        "name": "db", "arn": arn("lightsail", "RelationalDatabase/a"), "relationalDatabaseBlueprintId": "mysql_8_0", "relationalDatabaseBundleId": "micro_2_0", "masterDatabaseName": "app", "masterUsername": "root",
        "publiclyAccessible": True, "backupRetentionEnabled": False}]},
    "redshift-serverless:ListWorkgroups": {"workgroups": [{
        "workgroupName": "wg", "workgroupArn": arn("redshift-serverless", "workgroup/a"), "namespaceName": "ns", "publiclyAccessible": True, "enhancedVpcRouting": False, "subnetIds": ["subnet-1"],
        "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}]}]},
    "redshift-serverless:ListNamespaces": {"namespaces": [{"namespaceName": "ns", "namespaceArn": arn("redshift-serverless", "namespace/a"), "dbName": "dev", "adminUsername": "root", "logExports": ["userlog"]}]},
    "storagegateway:ListGateways": {"Gateways": [{"GatewayARN": arn("storagegateway", "gateway/sgw-1"), "GatewayName": "files"}]},
    "storagegateway:DescribeGatewayInformation": {"GatewayARN": arn("storagegateway", "gateway/sgw-1"), "GatewayName": "files", "GatewayTimezone": "GMT", "GatewayType": "FILE_S3", "EndpointType": "STANDARD"},
    "storagegateway:ListFileShares": {"FileShareInfoList": [{"FileShareType": "NFS", "FileShareARN": arn("storagegateway", "share/share-1"), "FileShareId": "share-1"}]},
    "storagegateway:DescribeNFSFileShares": {"NFSFileShareInfoList": [{
        "FileShareARN": arn("storagegateway", "share/share-1"), "FileShareId": "share-1", "GatewayARN": arn("storagegateway", "gateway/sgw-1"), "LocationARN": "arn:aws:s3:::b", "Role": ROLE, "ClientList": ["10.0.0.0/8"],
        "KMSEncrypted": True, "KMSKey": arn("kms", "key/a")}]},
    "appstream:DescribeFleets": {"Fleets": [{"Arn": arn("appstream", "fleet/desk"), "Name": "desk", "InstanceType": "stream.standard.small", "ComputeCapacityStatus": {"Desired": 2}, "State": "RUNNING",
                                             "MaxUserDurationInSeconds": 3600, "DisconnectTimeoutInSeconds": 300, "IdleDisconnectTimeoutInSeconds": 600, "EnableDefaultInternetAccess": True}]},
    "imagebuilder:ListImageRecipes": {"imageRecipeSummaryList": [{"arn": arn("imagebuilder", "image-recipe/base/1.0.0")}]},
    "imagebuilder:GetImageRecipe": {"imageRecipe": {
        "arn": arn("imagebuilder", "image-recipe/base/1.0.0"), "name": "base", "version": "1.0.0", "parentImage": "ami-1",
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": True, "volumeSize": 20}}]}},
    "imagebuilder:ListInfrastructureConfigurations": {"infrastructureConfigurationSummaryList": [{"arn": arn("imagebuilder", "infrastructure-configuration/base")}]},
    "imagebuilder:GetInfrastructureConfiguration": {"infrastructureConfiguration": {
        "arn": arn("imagebuilder", "infrastructure-configuration/base"), "name": "base", "instanceProfileName": "build", "instanceMetadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}}},
}
SMALL_TEXT = f"""
resource "aws_lightsail_instance" "a" {{
  name              = "web"
  availability_zone = "{REGION}a"
  blueprint_id      = "wordpress"
  bundle_id         = "nano_2_0"
  key_pair_name     = "k"
}}
resource "aws_lightsail_database" "a" {{
  relational_database_name = "db"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "app"
  master_username          = "root"
  publicly_accessible      = true
  backup_retention_enabled = false
}}
resource "aws_redshiftserverless_workgroup" "a" {{
  workgroup_name       = "wg"
  namespace_name       = "ns"
  publicly_accessible  = true
  enhanced_vpc_routing = false
  subnet_ids           = ["subnet-1"]
  config_parameter {{
    parameter_key   = "require_ssl"
    parameter_value = "true"
  }}
}}
resource "aws_redshiftserverless_namespace" "a" {{
  namespace_name = "ns"
  db_name        = "dev"
  admin_username = "root"
  log_exports    = ["userlog"]
}}
resource "aws_storagegateway_gateway" "a" {{
  gateway_name     = "files"
  gateway_timezone = "GMT"
  gateway_type     = "FILE_S3"
}}
resource "aws_storagegateway_nfs_file_share" "a" {{
  gateway_arn   = "{arn("storagegateway", "gateway/sgw-1")}"
  location_arn  = "arn:aws:s3:::b"
  role_arn      = "{ROLE}"
  client_list   = ["10.0.0.0/8"]
  kms_encrypted = true
  kms_key_arn   = "{arn("kms", "key/a")}"
}}
resource "aws_appstream_fleet" "a" {{
  name                               = "desk"
  instance_type                      = "stream.standard.small"
  max_user_duration_in_seconds       = 3600
  disconnect_timeout_in_seconds      = 300
  idle_disconnect_timeout_in_seconds = 600
  enable_default_internet_access     = true
  compute_capacity {{
    desired_instances = 2
  }}
}}
resource "aws_imagebuilder_image_recipe" "a" {{
  name         = "base"
  version      = "1.0.0"
  parent_image = "ami-1"
  block_device_mapping {{
    device_name = "/dev/xvda"
    ebs {{
      encrypted   = "true"
      volume_size = 20
    }}
  }}
}}
resource "aws_imagebuilder_infrastructure_configuration" "a" {{
  name                  = "base"
  instance_profile_name = "build"
  instance_metadata_options {{
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }}
}}
"""

WALLS = {
    "network-firewall:ListFirewallPolicies": {"FirewallPolicies": [{"Name": "p", "Arn": arn("network-firewall", "firewall-policy/p")}]},
    "network-firewall:DescribeFirewallPolicy": {
        "UpdateToken": "t", "FirewallPolicyResponse": {"FirewallPolicyName": "p", "FirewallPolicyArn": arn("network-firewall", "firewall-policy/p"), "FirewallPolicyId": "i"},
        "FirewallPolicy": {"StatelessDefaultActions": ["aws:drop"], "StatelessFragmentDefaultActions": ["aws:drop"],
                           "StatefulRuleGroupReferences": [{"ResourceArn": arn("network-firewall", "stateful-rulegroup/g"), "Priority": 1}]}},
    "network-firewall:ListRuleGroups": {"RuleGroups": [{"Name": "g", "Arn": arn("network-firewall", "stateful-rulegroup/g")}]},
    "network-firewall:DescribeRuleGroup": {
        "UpdateToken": "t", "RuleGroupResponse": {"RuleGroupName": "g", "RuleGroupArn": arn("network-firewall", "stateful-rulegroup/g"), "RuleGroupId": "i", "Type": "STATEFUL", "Capacity": 100},
        "RuleGroup": {"RulesSource": {"RulesSourceList": {"Targets": [".example"], "TargetTypes": ["HTTP_HOST"], "GeneratedRulesType": "DENYLIST"}}}},
    "glue:GetMLTransforms": {"Transforms": [{"TransformId": "tfm-1", "Name": "match", "Role": ROLE, "GlueVersion": "3.0", "Parameters": {"TransformType": "FIND_MATCHES"}}]},
    "emr:ListSecurityConfigurations": {"SecurityConfigurations": [{"Name": "strict", "CreationDateTime": NOW}]},
    "emr:DescribeSecurityConfiguration": {"Name": "strict", "SecurityConfiguration": '{"EncryptionConfiguration":{"EnableAtRestEncryption":true}}', "CreationDateTime": NOW},
    "codebuild:ListReportGroups": {"reportGroups": [arn("codebuild", "report-group/tests")]},
    "codebuild:BatchGetReportGroups": {"reportGroups": [{
        "arn": arn("codebuild", "report-group/tests"), "name": "tests", "type": "TEST", "exportConfig": {"exportConfigType": "S3", "s3Destination": {"bucket": "b", "encryptionDisabled": True, "packaging": "ZIP"}}}]},
    "codebuild:ListSourceCredentials": {"sourceCredentialsInfos": [{"arn": arn("codebuild", "token/github"), "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN"}]},
}
WALLS_TEXT = f"""
resource "aws_networkfirewall_firewall_policy" "a" {{
  name = "p"
  firewall_policy {{
    stateless_default_actions          = ["aws:drop"]
    stateless_fragment_default_actions = ["aws:drop"]
    stateful_rule_group_reference {{
      priority     = 1
      resource_arn = "{arn("network-firewall", "stateful-rulegroup/g")}"
    }}
  }}
}}
resource "aws_networkfirewall_rule_group" "a" {{
  name     = "g"
  type     = "STATEFUL"
  capacity = 100
  rule_group {{
    rules_source {{
      rules_source_list {{
        generated_rules_type = "DENYLIST"
        target_types         = ["HTTP_HOST"]
        targets              = [".example"]
      }}
    }}
  }}
}}
resource "aws_glue_ml_transform" "a" {{
  name         = "match"
  role_arn     = "{ROLE}"
  glue_version = "3.0"
  parameters {{
    transform_type = "FIND_MATCHES"
  }}
}}
resource "aws_emr_security_configuration" "a" {{
  name          = "strict"
  configuration = jsonencode({{ EncryptionConfiguration = {{ EnableAtRestEncryption = true }} }})
}}
resource "aws_codebuild_report_group" "a" {{
  name = "tests"
  type = "TEST"
  export_config {{
    type = "S3"
    s3_destination {{
      bucket              = "b"
      encryption_disabled = true
      packaging           = "ZIP"
    }}
  }}
}}
resource "aws_codebuild_source_credential" "a" {{
  server_type = "GITHUB"
  auth_type   = "PERSONAL_ACCESS_TOKEN"
}}
"""


def system(kind, name, **more):
    return {"FileSystemId": f"fs-{name}", "FileSystemType": kind, "ResourceARN": arn("fsx", f"file-system/fs-{name}"), "SubnetIds": ["subnet-1"], "StorageCapacity": 1024, "KmsKeyId": arn("kms", "key/a"),
            "Tags": [{"Key": "team", "Value": name}], **more}


FILES = {"fsx:DescribeFileSystems": {"FileSystems": [
    system("WINDOWS", "w", WindowsConfiguration={"DeploymentType": "MULTI_AZ_1", "CopyTagsToBackups": True, "AutomaticBackupRetentionDays": 7, "ThroughputCapacity": 32,
                                                 "AuditLogConfiguration": {"FileAccessAuditLogLevel": "SUCCESS_AND_FAILURE", "FileShareAccessAuditLogLevel": "DISABLED"}}),
    system("ONTAP", "o", OntapConfiguration={"DeploymentType": "MULTI_AZ_1", "AutomaticBackupRetentionDays": 7, "PreferredSubnetId": "subnet-1"}),
    system("OPENZFS", "z", OpenZFSConfiguration={"DeploymentType": "MULTI_AZ_1", "CopyTagsToBackups": True, "CopyTagsToVolumes": False, "ThroughputCapacity": 160})]}}
FILES_TEXT = "".join(f"""
resource "{kind}" "a" {{
  subnet_ids       = ["subnet-1"]
  storage_capacity = 1024
  deployment_type  = "MULTI_AZ_1"
  kms_key_id       = "{arn("kms", "key/a")}"
  tags             = {{ team = "{name}" }}
  {more}
}}
""" for kind, name, more in (
    ("aws_fsx_windows_file_system", "w", "copy_tags_to_backups = true\n  automatic_backup_retention_days = 7\n  throughput_capacity = 32\n  audit_log_configuration {\n    "
     "file_access_audit_log_level = \"SUCCESS_AND_FAILURE\"\n    file_share_access_audit_log_level = \"DISABLED\"\n  }"),
    ("aws_fsx_ontap_file_system", "o", "automatic_backup_retention_days = 7\n  preferred_subnet_id = \"subnet-1\""),
    ("aws_fsx_openzfs_file_system", "z", "copy_tags_to_backups = true\n  copy_tags_to_volumes = false\n  throughput_capacity = 160")))

MORE = {
    "rds:DescribeOptionGroups": {"OptionGroupsList": [{"OptionGroupName": "audit", "OptionGroupArn": arn("rds", "og:audit"), "EngineName": "mysql", "MajorEngineVersion": "8.0", "OptionGroupDescription": "x",
                                                       "Options": [{"OptionName": "MARIADB_AUDIT_PLUGIN", "OptionSettings": [{"Name": "SERVER_AUDIT_EVENTS", "Value": "CONNECT"}]}]}]},
    "rds:DescribeDBProxies": {"DBProxies": [{"DBProxyName": "pool", "DBProxyArn": arn("rds", "db-proxy:a"), "EngineFamily": "MYSQL", "RequireTLS": True, "RoleArn": ROLE, "VpcSubnetIds": ["subnet-1"],
                                             "VpcSecurityGroupIds": ["sg-1"], "DebugLogging": False, "IdleClientTimeout": 1800, "Auth": [{"AuthScheme": "SECRETS", "SecretArn": arn("secretsmanager", "secret:a"), "IAMAuth": "REQUIRED"}]}]},
    "rds:DescribeGlobalClusters": {"GlobalClusters": [{"GlobalClusterIdentifier": "world", "GlobalClusterArn": f"arn:aws:rds::{ACCOUNT}:global-cluster:world", "Engine": "aurora-mysql", "StorageEncrypted": True,
                                                       "DeletionProtection": True}]},
    "rds:DescribeDBClusterParameterGroups": {"DBClusterParameterGroups": [{"DBClusterParameterGroupName": "tls", "DBParameterGroupFamily": "aurora-mysql8.0", "Description": "x",
                                                                           "DBClusterParameterGroupArn": arn("rds", "cluster-pg:tls")}]},
    "rds:DescribeDBClusterParameters": {"Parameters": [{"ParameterName": "require_secure_transport", "ParameterValue": "ON", "ApplyMethod": "immediate"}, {"ParameterName": "unset"}]},
}
MORE_TEXT = f"""
resource "aws_db_option_group" "a" {{
  name                     = "audit"
  engine_name              = "mysql"
  major_engine_version     = "8.0"
  option_group_description = "x"
  option {{
    option_name = "MARIADB_AUDIT_PLUGIN"
    option_settings {{
      name  = "SERVER_AUDIT_EVENTS"
      value = "CONNECT"
    }}
  }}
}}
resource "aws_db_proxy" "a" {{
  name                   = "pool"
  engine_family          = "MYSQL"
  require_tls            = true
  role_arn               = "{ROLE}"
  vpc_subnet_ids         = ["subnet-1"]
  vpc_security_group_ids = ["sg-1"]
  debug_logging          = false
  idle_client_timeout    = 1800
  auth {{
    auth_scheme = "SECRETS"
    iam_auth    = "REQUIRED"
    secret_arn  = "{arn("secretsmanager", "secret:a")}"
  }}
}}
resource "aws_rds_global_cluster" "a" {{
  global_cluster_identifier = "world"
  engine                    = "aurora-mysql"
  storage_encrypted         = true
  deletion_protection       = true
}}
resource "aws_rds_cluster_parameter_group" "a" {{
  name        = "tls"
  family      = "aurora-mysql8.0"
  description = "x"
  parameter {{
    name         = "require_secure_transport"
    value        = "ON"
    apply_method = "immediate"
  }}
}}
"""

CASES = [
    Case("small services", SMALL_TEXT, answers=SMALL, services=("lightsail", "redshift-serverless", "storagegateway", "appstream", "imagebuilder")),
    Case("rule groups, builds and transforms", WALLS_TEXT, answers=WALLS, services=("network-firewall", "glue", "emr", "codebuild")),
    Case("file systems of other kinds", FILES_TEXT, answers=FILES, services=("fsx",)),
    Case("what belongs to databases", MORE_TEXT, answers=MORE, services=("rds",)),
]
