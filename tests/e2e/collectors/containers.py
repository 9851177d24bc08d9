"""EKS, ECS, ECR, Lambda and the file systems that they mount."""
import io
import json
import zipfile

from collectors import ACCOUNT, REGION, Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "ecr:BatchGetImage"}]}
REGISTRY = {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": ["ecr:ReplicateImage"],
                                                    "Resource": [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*"]}]}
LIFECYCLE = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}


def kubernetes(aws):
    eks = aws("eks")
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    role = f"arn:aws:iam::{ACCOUNT}:role/eks"
    eks.create_cluster(name="k8s", version="1.31", roleArn=role, resourcesVpcConfig={"subnetIds": [subnet], "endpointPublicAccess": False, "endpointPrivateAccess": True},
                       logging={"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}, tags={"team": "a"},
                       encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a"}}])
    eks.create_nodegroup(clusterName="k8s", nodegroupName="nodes", nodeRole=role, subnets=[subnet], scalingConfig={"minSize": 1, "maxSize": 2, "desiredSize": 1}, remoteAccess={"ec2SshKey": "admin"})
    return {"subnet": subnet}


KUBERNETES = f"""
resource "aws_eks_cluster" "a" {{
  name                      = "k8s"
  version                   = "1.31"
  role_arn                  = "arn:aws:iam::@account@:role/eks"
  enabled_cluster_log_types = ["api", "audit"]
  vpc_config {{
    subnet_ids              = ["@subnet@"]
    endpoint_public_access  = false
    endpoint_private_access = true
  }}
  encryption_config {{
    resources = ["secrets"]
    provider {{
      key_arn = "arn:aws:kms:{REGION}:@account@:key/a"
    }}
  }}
  tags = {{ team = "a" }}
}}
resource "aws_eks_node_group" "a" {{
  cluster_name    = "k8s"
  node_group_name = "nodes"
  node_role_arn   = "arn:aws:iam::@account@:role/eks"
  subnet_ids      = ["@subnet@"]
  scaling_config {{
    min_size     = 1
    max_size     = 2
    desired_size = 1
  }}
  remote_access {{
    ec2_ssh_key = "admin"
  }}
}}
resource "aws_eks_addon" "a" {{
  cluster_name  = "k8s"
  addon_name    = "vpc-cni"
  addon_version = "v1.18.1-eksbuild.1"
}}
"""
ADDONS = {"eks:ListAddons": {"addons": ["vpc-cni"]},
          "eks:DescribeAddon": {"addon": {"addonName": "vpc-cni", "clusterName": "k8s", "status": "ACTIVE", "addonVersion": "v1.18.1-eksbuild.1",
                                          "addonArn": f"arn:aws:eks:{REGION}:{ACCOUNT}:addon/k8s/vpc-cni/a"}}}


def tasks(aws):
    ecs = aws("ecs")
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="task", Description="x", VpcId=vpc)["GroupId"]
    cluster = ecs.create_cluster(clusterName="apps", settings=[{"name": "containerInsights", "value": "enabled"}], tags=[{"key": "team", "value": "a"}])["cluster"]["clusterArn"]
    task = ecs.register_task_definition(family="web", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512", pidMode="task",
                                        containerDefinitions=[{"name": "web", "image": "nginx", "privileged": True, "readonlyRootFilesystem": False, "essential": True}])["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(cluster="apps", serviceName="web", taskDefinition="web", desiredCount=1, launchType="FARGATE", platformVersion="1.3.0",
                       networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": "ENABLED"}})
    return {"cluster": cluster, "task": task, "subnet": subnet, "group": group}


TASKS = """
resource "aws_ecs_cluster" "a" {
  name = "apps"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = { team = "a" }
}
resource "aws_ecs_task_definition" "a" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = "256"
  memory                   = "512"
  pid_mode                 = "task"
  container_definitions    = jsonencode([{ name = "web", image = "nginx", privileged = true, readonlyRootFilesystem = false, essential = true }])
}
resource "aws_ecs_service" "a" {
  name             = "web"
  cluster          = "@cluster@"
  task_definition  = "@task@"
  desired_count    = 1
  launch_type      = "FARGATE"
  platform_version = "1.3.0"
  network_configuration {
    subnets          = ["@subnet@"]
    security_groups  = ["@group@"]
    assign_public_ip = true
  }
}
"""


def images(aws):
    ecr = aws("ecr")
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    ecr.create_repository(repositoryName="app", imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True}, encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key})
    ecr.create_repository(repositoryName="bare")
    ecr.set_repository_policy(repositoryName="app", policyText=json.dumps(POLICY))
    ecr.put_lifecycle_policy(repositoryName="app", lifecyclePolicyText=json.dumps(LIFECYCLE))
    ecr.put_registry_policy(policyText=json.dumps(REGISTRY))
    ecr.put_registry_scanning_configuration(scanType="ENHANCED", rules=[{"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}])
    return {"key": key}


IMAGES = f"""
resource "aws_ecr_repository" "app" {{
  name                 = "app"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {{
    scan_on_push = true
  }}
  encryption_configuration {{
    encryption_type = "KMS"
    kms_key         = "@key@"
  }}
}}
resource "aws_ecr_repository" "bare" {{
  name = "bare"
  image_scanning_configuration {{
    scan_on_push = false
  }}
}}
resource "aws_ecr_repository_policy" "app" {{
  repository = "app"
  policy     = <<-EOT
    {json.dumps(POLICY)}
  EOT
}}
resource "aws_ecr_lifecycle_policy" "app" {{
  repository = "app"
  policy     = <<-EOT
    {json.dumps(LIFECYCLE)}
  EOT
}}
resource "aws_ecr_registry_policy" "a" {{
  policy = <<-EOT
    {json.dumps(REGISTRY)}
  EOT
}}
resource "aws_ecr_registry_scanning_configuration" "a" {{
  scan_type = "ENHANCED"
  rule {{
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {{
      filter      = "*"
      filter_type = "WILDCARD"
    }}
  }}
}}
"""


def functions(aws):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr("a.py", "def handler(event, context): pass\n")
    role = aws("iam").create_role(RoleName="fn", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    fn = aws("lambda")
    fn.create_function(FunctionName="job", Runtime="python3.12", Role=role, Handler="a.handler", Code={"ZipFile": packed.getvalue()}, Timeout=30, MemorySize=256, Environment={"Variables": {"STAGE": "prod"}},
                       TracingConfig={"Mode": "Active"}, Tags={"team": "a"})
    fn.put_function_concurrency(FunctionName="job", ReservedConcurrentExecutions=7)
    fn.add_permission(FunctionName="job", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::b", SourceAccount=ACCOUNT)
    return {"role": role}


FUNCTIONS = f"""
resource "aws_lambda_function" "a" {{
  function_name                  = "job"
  runtime                        = "python3.12"
  role                           = "@role@"
  handler                        = "a.handler"
  timeout                        = 30
  memory_size                    = 256
  reserved_concurrent_executions = 7
  environment {{
    variables = {{ STAGE = "prod" }}
  }}
  tracing_config {{
    mode = "Active"
  }}
  tags = {{ team = "a" }}
}}
resource "aws_lambda_function_url" "a" {{
  function_name      = "job"
  authorization_type = "NONE"
}}
resource "aws_lambda_permission" "a" {{
  function_name  = "job"
  statement_id   = "s3"
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::b"
  source_account = "@account@"
}}
"""


# What moto forgets of a function.
RECORD = {"FunctionName": "whole", "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:whole", "Runtime": "python3.12", "Role": f"arn:aws:iam::{ACCOUNT}:role/fn", "Handler": "a.handler",
          "DeadLetterConfig": {"TargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"}, "KMSKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a", "PackageType": "Zip",
          "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "VpcId": "vpc-1"}}
WHOLE = f"""
resource "aws_lambda_function" "a" {{
  function_name           = "whole"
  runtime                 = "python3.12"
  role                    = "arn:aws:iam::@account@:role/fn"
  handler                 = "a.handler"
  kms_key_arn             = "arn:aws:kms:{REGION}:@account@:key/a"
  code_signing_config_arn = "arn:aws:lambda:{REGION}:@account@:code-signing-config:csc-1"
  dead_letter_config {{
    target_arn = "arn:aws:sqs:{REGION}:@account@:dead"
  }}
  vpc_config {{
    subnet_ids         = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }}
}}
"""
WHOLES = {"lambda:ListFunctions": {"Functions": [RECORD]}, "lambda:ListTags": {"Tags": {}}, "lambda:GetFunctionConcurrency": {}, "lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": []},
          "lambda:GetFunctionCodeSigningConfig": {"FunctionName": "whole", "CodeSigningConfigArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:code-signing-config:csc-1"}}
URLS = {"lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": [{
    "FunctionUrl": "https://a.lambda-url.example/", "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:job", "AuthType": "NONE", "CreationTime": "2026-01-01T00:00:00Z",
    "LastModifiedTime": "2026-01-01T00:00:00Z"}]}}


def files(aws):
    efs = aws("efs")
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    system = efs.create_file_system(CreationToken="data", Encrypted=True, Backup=True, Tags=[{"Key": "team", "Value": "a"}])["FileSystemId"]
    efs.put_lifecycle_configuration(FileSystemId=system, LifecyclePolicies=[{"TransitionToIA": "AFTER_30_DAYS"}])
    efs.put_file_system_policy(FileSystemId=system, Policy=json.dumps({"Version": "2012-10-17", "Statement": []}))
    efs.create_mount_target(FileSystemId=system, SubnetId=subnet)
    efs.create_access_point(FileSystemId=system, PosixUser={"Uid": 1000, "Gid": 1000}, RootDirectory={"Path": "/app", "CreationInfo": {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "750"}})
    other = aws("fsx").create_file_system(FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=[subnet], LustreConfiguration={"DeploymentType": "PERSISTENT_2", "CopyTagsToBackups": True})
    return {"system": system, "subnet": subnet, "other": other["FileSystem"]["FileSystemId"]}


FILES = """
resource "aws_efs_file_system" "a" {
  creation_token = "data"
  encrypted      = true
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
  tags = { team = "a" }
}
resource "aws_efs_backup_policy" "a" {
  file_system_id = "@system@"
  backup_policy {
    status = "ENABLED"
  }
}
resource "aws_efs_file_system_policy" "a" {
  file_system_id = "@system@"
  policy         = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_efs_mount_target" "a" {
  file_system_id = "@system@"
  subnet_id      = "@subnet@"
}
resource "aws_efs_access_point" "a" {
  file_system_id = "@system@"
  posix_user {
    uid = 1000
    gid = 1000
  }
  root_directory {
    path = "/app"
    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "750"
    }
  }
}
resource "aws_fsx_lustre_file_system" "a" {
  storage_capacity     = 1200
  subnet_ids           = ["@subnet@"]
  deployment_type      = "PERSISTENT_2"
  copy_tags_to_backups = true
}
"""

CASES = [
    Case("kubernetes", KUBERNETES, kubernetes, services=("eks",), answers=ADDONS),
    Case("tasks", TASKS, tasks, services=("ecs",)),
    Case("images", IMAGES, images, services=("ecr",)),
    Case("functions", FUNCTIONS, functions, services=("lambda",), answers=URLS),
    Case("a function as AWS answers it", WHOLE, services=("lambda",), answers=WHOLES),
    Case("files", FILES, files, services=("efs", "fsx")),
]
