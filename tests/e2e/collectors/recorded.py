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

OTHERS = {
    "apigateway:GetRestApis": {"items": [{"id": "r1", "name": "shop", "policy": '{\\"Version\\":\\"2012-10-17\\"}'}]},
    "apigateway:GetStages": {"item": []},
    "apigateway:GetAuthorizers": {"items": [{"id": "a1", "name": "users", "type": "COGNITO_USER_POOLS", "providerARNs": [arn("cognito-idp", "userpool/p")]}]},
    "apigateway:GetDomainNames": {"items": [{"domainName": "a.example", "regionalCertificateArn": arn("acm", "certificate/a"), "securityPolicy": "TLS_1_2", "endpointConfiguration": {"types": ["REGIONAL"]}}]},
    "appsync:ListGraphqlApis": {"graphqlApis": [{"apiId": "g1", "name": "graph", "arn": arn("appsync", "apis/g1"), "authenticationType": "AWS_IAM"}]},
    "appsync:GetApiCache": {"apiCache": {"ttl": 60, "apiCachingBehavior": "FULL_REQUEST_CACHING", "type": "SMALL", "transitEncryptionEnabled": True, "atRestEncryptionEnabled": False}},
    "batch:DescribeComputeEnvironments": {"computeEnvironments": [{
        "computeEnvironmentName": "pool", "computeEnvironmentArn": arn("batch", "compute-environment/pool"), "ecsClusterArn": arn("ecs", "cluster/a"), "type": "MANAGED", "state": "ENABLED",
        "computeResources": {"type": "FARGATE", "maxvCpus": 16, "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}]},
    "batch:DescribeJobDefinitions": {"jobDefinitions": [{"jobDefinitionName": "job", "jobDefinitionArn": arn("batch", "job-definition/job:1"), "revision": 1, "type": "container",
                                                         "containerProperties": {"image": "a:1", "privileged": True}}]},
    "datasync:ListTasks": {"Tasks": [{"TaskArn": arn("datasync", "task/t")}]},
    "datasync:DescribeTask": {"TaskArn": arn("datasync", "task/t"), "Name": "copy", "SourceLocationArn": arn("datasync", "location/a"), "DestinationLocationArn": arn("datasync", "location/b"),
                              "CloudWatchLogGroupArn": arn("logs", "log-group:a"), "Options": {"LogLevel": "TRANSFER"}},
    "dms:DescribeReplicationInstances": {"ReplicationInstances": []}, "dms:DescribeEndpoints": {"Endpoints": []},
    "dms:DescribeReplicationTasks": {"ReplicationTasks": [{
        "ReplicationTaskIdentifier": "move", "ReplicationTaskArn": arn("dms", "task:a"), "MigrationType": "full-load", "SourceEndpointArn": arn("dms", "endpoint:a"), "TargetEndpointArn": arn("dms", "endpoint:b"),
        "ReplicationInstanceArn": arn("dms", "rep:a"), "TableMappings": "{}", "ReplicationTaskSettings": '{"Logging":{"EnableLogging":true}}'}]},
    "elasticbeanstalk:DescribeEnvironments": {"Environments": [{"EnvironmentName": "live", "EnvironmentId": "e-1", "ApplicationName": "app", "EnvironmentArn": arn("elasticbeanstalk", "environment/app/live"),
                                                                "SolutionStackName": "64bit Python", "Tier": {"Name": "WebServer", "Type": "Standard", "Version": "1.0"}}]},
    "elasticbeanstalk:DescribeConfigurationSettings": {"ConfigurationSettings": [{"OptionSettings": [
        {"Namespace": "aws:elasticbeanstalk:managedactions", "OptionName": "ManagedActionsEnabled", "Value": "true"}, {"Namespace": "aws:ec2:vpc", "OptionName": "VPCId"}]}]},
    "application-autoscaling:DescribeScalableTargets": {"ScalableTargets": [{
        "ServiceNamespace": "dynamodb", "ResourceId": "table/orders", "ScalableDimension": "dynamodb:table:ReadCapacityUnits", "MinCapacity": 1, "MaxCapacity": 10, "RoleARN": ROLE, "CreationTime": NOW}]},
    "transfer:ListServers": {"Servers": []},
    "transfer:ListConnectors": {"Connectors": [{"ConnectorId": "c-1", "Arn": arn("transfer", "connector/c-1")}]},
    "transfer:DescribeConnector": {"Connector": {"ConnectorId": "c-1", "Arn": arn("transfer", "connector/c-1"), "Url": "https://partner.example", "AccessRole": ROLE, "LoggingRole": ROLE, "EgressType": "SERVICE_MANAGED",
                                                 "Status": "ACTIVE"}},
    "workspaces:DescribeWorkspaces": {"Workspaces": [{"WorkspaceId": "ws-1", "DirectoryId": "d-1", "UserName": "a", "BundleId": "wsb-1", "State": "AVAILABLE", "RootVolumeEncryptionEnabled": True}]},
    "workspaces:DescribeWorkspaceDirectories": {"Directories": [{"DirectoryId": "d-1", "SubnetIds": ["subnet-1"], "WorkspaceCreationProperties": {"EnableInternetAccess": False, "UserEnabledAsLocalAdministrator": True}}]},
}
OTHERS_TEXT = f"""
resource "aws_api_gateway_rest_api" "a" {{
  name   = "shop"
  policy = jsonencode({{ Version = "2012-10-17" }})
}}
resource "aws_api_gateway_authorizer" "a" {{
  rest_api_id   = "r1"
  name          = "users"
  type          = "COGNITO_USER_POOLS"
  provider_arns = ["{arn("cognito-idp", "userpool/p")}"]
}}
resource "aws_api_gateway_domain_name" "a" {{
  domain_name              = "a.example"
  regional_certificate_arn = "{arn("acm", "certificate/a")}"
  security_policy          = "TLS_1_2"
  endpoint_configuration {{
    types = ["REGIONAL"]
  }}
}}
resource "aws_appsync_api_cache" "a" {{
  api_id                     = "g1"
  api_caching_behavior       = "FULL_REQUEST_CACHING"
  type                       = "SMALL"
  ttl                        = 60
  transit_encryption_enabled = true
  at_rest_encryption_enabled = false
}}
resource "aws_batch_compute_environment" "a" {{
  name  = "pool"
  type  = "MANAGED"
  state = "ENABLED"
  compute_resources {{
    type               = "FARGATE"
    max_vcpus          = 16
    subnets            = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }}
}}
resource "aws_batch_job_definition" "a" {{
  name                 = "job"
  type                 = "container"
  container_properties = jsonencode({{ image = "a:1", privileged = true }})
}}
resource "aws_datasync_task" "a" {{
  name                     = "copy"
  source_location_arn      = "{arn("datasync", "location/a")}"
  destination_location_arn = "{arn("datasync", "location/b")}"
  cloudwatch_log_group_arn = "{arn("logs", "log-group:a")}"
  options {{
    log_level = "TRANSFER"
  }}
}}
resource "aws_dms_replication_task" "a" {{
  replication_task_id       = "move"
  migration_type            = "full-load"
  source_endpoint_arn       = "{arn("dms", "endpoint:a")}"
  target_endpoint_arn       = "{arn("dms", "endpoint:b")}"
  replication_instance_arn  = "{arn("dms", "rep:a")}"
  table_mappings            = jsonencode({{}})
  replication_task_settings = jsonencode({{ Logging = {{ EnableLogging = true }} }})
}}
resource "aws_elastic_beanstalk_environment" "a" {{
  name                = "live"
  application         = "app"
  solution_stack_name = "64bit Python"
  tier                = "WebServer"
  setting {{
    namespace = "aws:elasticbeanstalk:managedactions"
    name      = "ManagedActionsEnabled"
    value     = "true"
  }}
}}
resource "aws_appautoscaling_target" "a" {{
  service_namespace  = "dynamodb"
  resource_id        = "table/orders"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = 1
  max_capacity       = 10
  role_arn           = "{ROLE}"
}}
resource "aws_transfer_connector" "a" {{
  url          = "https://partner.example"
  access_role  = "{ROLE}"
  logging_role = "{ROLE}"
}}
resource "aws_workspaces_workspace" "a" {{
  directory_id                   = "d-1"
  bundle_id                      = "wsb-1"
  user_name                      = "a"
  root_volume_encryption_enabled = true
  user_volume_encryption_enabled = false
}}
resource "aws_workspaces_directory" "a" {{
  directory_id = "d-1"
  subnet_ids   = ["subnet-1"]
  workspace_creation_properties {{
    enable_internet_access              = false
    user_enabled_as_local_administrator = true
  }}
}}
"""

COMPUTE = {
    "ec2:DescribeSnapshots": lambda parameters: {"Snapshots": [{"SnapshotId": "snap-1", "VolumeId": "vol-1", "OwnerId": ACCOUNT, "Encrypted": False, "State": "completed"}]},
    "ec2:DescribeSpotFleetRequests": {"SpotFleetRequestConfigs": [{
        "SpotFleetRequestId": "sfr-1", "SpotFleetRequestState": "active", "CreateTime": NOW, "SpotFleetRequestConfig": {
            "IamFleetRole": ROLE, "TargetCapacity": 2, "LaunchSpecifications": [{"ImageId": "ami-1", "InstanceType": "t3.micro", "BlockDeviceMappings": [
                {"DeviceName": "/dev/sdf", "Ebs": {"Encrypted": True, "VolumeSize": 5}}]}]}}]},
    "ec2:DescribeVpcEndpointServiceConfigurations": {"ServiceConfigurations": [{
        "ServiceId": "vpce-svc-1", "ServiceName": "com.amazonaws.vpce.a", "ServiceState": "Available", "AcceptanceRequired": False, "NetworkLoadBalancerArns": [arn("elasticloadbalancing", "loadbalancer/net/a/b")]}]},
    "ec2:DescribeVpcEndpointServicePermissions": {"AllowedPrincipals": [{"Principal": "*"}]},
    "ec2:DescribeImages": {"Images": [{
        "ImageId": "ami-1", "Name": "golden", "Public": True, "OwnerId": ACCOUNT, "Architecture": "x86_64", "RootDeviceName": "/dev/xvda", "ImdsSupport": "v2.0", "State": "available",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-1", "VolumeSize": 8, "Encrypted": False}}]}]},
    "ecs:DescribeCapacityProviders": {"capacityProviders": [{
        "capacityProviderArn": arn("ecs", "capacity-provider/asg"), "name": "asg", "autoScalingGroupProvider": {
            "autoScalingGroupArn": arn("autoscaling", "autoScalingGroup:a"), "managedTerminationProtection": "ENABLED", "managedScaling": {"status": "ENABLED", "targetCapacity": 90}}}]},
    "sagemaker:ListDomains": {"Domains": [{"DomainId": "d-1", "DomainName": "studio"}]},
    "sagemaker:DescribeDomain": {"DomainId": "d-1", "DomainName": "studio", "DomainArn": arn("sagemaker", "domain/d-1"), "AuthMode": "IAM", "AppNetworkAccessType": "VpcOnly", "VpcId": "vpc-1", "SubnetIds": ["subnet-1"],
                                 "KmsKeyId": arn("kms", "key/a"), "DefaultUserSettings": {"ExecutionRole": ROLE}},
    "sagemaker:ListFeatureGroups": {"FeatureGroupSummaries": [{"FeatureGroupName": "f", "FeatureGroupArn": arn("sagemaker", "feature-group/f"), "CreationTime": NOW}]},
    "sagemaker:DescribeFeatureGroup": {
        "FeatureGroupName": "f", "FeatureGroupArn": arn("sagemaker", "feature-group/f"), "RecordIdentifierFeatureName": "id", "EventTimeFeatureName": "at", "RoleArn": ROLE, "CreationTime": NOW, "NextToken": "",
        "FeatureDefinitions": [{"FeatureName": "id", "FeatureType": "String"}], "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://b", "KmsKeyId": arn("kms", "key/a")}},
        "OnlineStoreConfig": {"EnableOnlineStore": True, "SecurityConfig": {"KmsKeyId": arn("kms", "key/a")}}},
    "sagemaker:ListMonitoringSchedules": {"MonitoringScheduleSummaries": [{"MonitoringScheduleName": "m", "MonitoringScheduleArn": arn("sagemaker", "monitoring-schedule/m"), "CreationTime": NOW,
                                                                           "LastModifiedTime": NOW, "MonitoringScheduleStatus": "Scheduled"}]},
    "sagemaker:DescribeMonitoringSchedule": {
        "MonitoringScheduleName": "m", "MonitoringScheduleArn": arn("sagemaker", "monitoring-schedule/m"), "MonitoringScheduleStatus": "Scheduled", "CreationTime": NOW, "LastModifiedTime": NOW,
        "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "j", "MonitoringType": "DataQuality", "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}}},
}
COMPUTE_TEXT = f"""
resource "aws_snapshot_create_volume_permission" "a" {{
  snapshot_id = "snap-1"
  account_id  = "all"
}}
resource "aws_spot_fleet_request" "a" {{
  iam_fleet_role  = "{ROLE}"
  target_capacity = 2
  launch_specification {{
    ami           = "ami-1"
    instance_type = "t3.micro"
    ebs_block_device {{
      device_name = "/dev/sdf"
      encrypted   = true
      volume_size = 5
    }}
  }}
}}
resource "aws_vpc_endpoint_service" "a" {{
  acceptance_required        = false
  allowed_principals         = ["*"]
  network_load_balancer_arns = ["{arn("elasticloadbalancing", "loadbalancer/net/a/b")}"]
}}
resource "aws_ami" "a" {{
  name             = "golden"
  architecture     = "x86_64"
  root_device_name = "/dev/xvda"
  imds_support     = "v2.0"
  ebs_block_device {{
    device_name = "/dev/xvda"
    snapshot_id = "snap-1"
    volume_size = 8
    encrypted   = false
  }}
}}
resource "aws_ecs_capacity_provider" "a" {{
  name = "asg"
  auto_scaling_group_provider {{
    auto_scaling_group_arn         = "{arn("autoscaling", "autoScalingGroup:a")}"
    managed_termination_protection = "ENABLED"
    managed_scaling {{
      status          = "ENABLED"
      target_capacity = 90
    }}
  }}
}}
resource "aws_sagemaker_domain" "a" {{
  domain_name             = "studio"
  auth_mode               = "IAM"
  app_network_access_type = "VpcOnly"
  vpc_id                  = "vpc-1"
  subnet_ids              = ["subnet-1"]
  kms_key_id              = "{arn("kms", "key/a")}"
  default_user_settings {{
    execution_role = "{ROLE}"
  }}
}}
resource "aws_sagemaker_feature_group" "a" {{
  feature_group_name             = "f"
  record_identifier_feature_name = "id"
  event_time_feature_name        = "at"
  role_arn                       = "{ROLE}"
  feature_definition {{
    feature_name = "id"
    feature_type = "String"
  }}
  offline_store_config {{
    s3_storage_config {{
      s3_uri     = "s3://b"
      kms_key_id = "{arn("kms", "key/a")}"
    }}
  }}
  online_store_config {{
    enable_online_store = true
    security_config {{
      kms_key_id = "{arn("kms", "key/a")}"
    }}
  }}
}}
resource "aws_sagemaker_monitoring_schedule" "a" {{
  name = "m"
  monitoring_schedule_config {{
    monitoring_job_definition_name = "j"
    monitoring_type                = "DataQuality"
    schedule_config {{
      schedule_expression = "cron(0 * ? * * *)"
    }}
  }}
}}
"""
SMALLER = {
    "stepfunctions:ListStateMachines": {"stateMachines": []},
    "stepfunctions:ListActivities": {"activities": [{"activityArn": arn("states", "activity:work"), "name": "work", "creationDate": NOW}]},
    "elasticache:DescribeReplicationGroups": {"ReplicationGroups": []}, "elasticache:DescribeCacheClusters": {"CacheClusters": []},
    "elasticache:DescribeCacheSubnetGroups": {"CacheSubnetGroups": [{"CacheSubnetGroupName": "private", "CacheSubnetGroupDescription": "x", "ARN": arn("elasticache", "subnetgroup:private"),
                                                                     "Subnets": [{"SubnetIdentifier": "subnet-1"}]}]},
    "redshift:DescribeClusters": {"Clusters": []}, "redshift:DescribeClusterParameterGroups": {"ParameterGroups": []},
    "redshift:DescribeClusterSubnetGroups": {"ClusterSubnetGroups": [{"ClusterSubnetGroupName": "dw", "Description": "x", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}]},
    "lambda:ListFunctions": {"Functions": []},
    "lambda:ListEventSourceMappings": {"EventSourceMappings": [{"UUID": "u-1", "FunctionArn": arn("lambda", "function:job"), "EventSourceArn": arn("sqs", "jobs"), "State": "Enabled", "BatchSize": 10,
                                                                "EventSourceMappingArn": arn("lambda", "event-source-mapping:u-1")}]},
    "elb:DescribeLoadBalancers": {"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "Scheme": "internal", "ListenerDescriptions": []}]},
    "elb:DescribeLoadBalancerAttributes": {"LoadBalancerAttributes": {}}, "elb:DescribeTags": {"TagDescriptions": []},
    "elb:DescribeLoadBalancerPolicies": {"PolicyDescriptions": [{"PolicyName": "tls", "PolicyTypeName": "SSLNegotiationPolicyType", "PolicyAttributeDescriptions": [
        {"AttributeName": "Reference-Security-Policy", "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01"}]}]},
}
SMALLER_TEXT = f"""
resource "aws_sfn_activity" "a" {{
  name = "work"
}}
resource "aws_elasticache_subnet_group" "a" {{
  name        = "private"
  description = "x"
  subnet_ids  = ["subnet-1"]
}}
resource "aws_redshift_subnet_group" "a" {{
  name        = "dw"
  description = "x"
  subnet_ids  = ["subnet-1"]
}}
resource "aws_lambda_event_source_mapping" "a" {{
  function_name    = "{arn("lambda", "function:job")}"
  event_source_arn = "{arn("sqs", "jobs")}"
  batch_size       = 10
  enabled          = true
}}
resource "aws_load_balancer_policy" "a" {{
  load_balancer_name = "old"
  policy_name        = "tls"
  policy_type_name   = "SSLNegotiationPolicyType"
  policy_attribute {{
    name  = "Reference-Security-Policy"
    value = "ELBSecurityPolicy-TLS-1-2-2017-01"
  }}
}}
"""
PUBLIC_IMAGE = [("aws_ami", {"name": "golden", "public": True})]

CASES = [
    Case("small services", SMALL_TEXT, answers=SMALL, services=("lightsail", "redshift-serverless", "storagegateway", "appstream", "imagebuilder")),
    Case("rule groups, builds and transforms", WALLS_TEXT, answers=WALLS, services=("network-firewall", "glue", "emr", "codebuild")),
    Case("file systems of other kinds", FILES_TEXT, answers=FILES, services=("fsx",)),
    Case("what belongs to databases", MORE_TEXT, answers=MORE, services=("rds",)),
    Case("other services", OTHERS_TEXT, answers=OTHERS, services=("apigateway", "appsync", "batch", "datasync", "dms", "elasticbeanstalk", "application-autoscaling", "transfer", "workspaces")),
    Case("machines that are for hire", COMPUTE_TEXT, answers=COMPUTE, services=("ec2", "ecs", "sagemaker")),
    Case("groups, policies and sources", SMALLER_TEXT, answers=SMALLER, services=("stepfunctions", "elasticache", "redshift", "lambda", "elb")),
    Case("a public image", "", answers=COMPUTE, wants=PUBLIC_IMAGE, services=("ec2",)),
]
