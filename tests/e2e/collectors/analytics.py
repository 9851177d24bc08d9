"""What moves and digests data: Redshift, Kinesis, Firehose, MSK, MQ, DMS, EMR, Athena, Glue, SageMaker, search."""
import datetime
import json

from collectors import ACCOUNT, REGION, Case

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service"


def network(aws):
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=REGION + zone)["Subnet"]["SubnetId"] for i, zone in enumerate("ab")]
    return {"vpc": vpc, "a": subnets[0], "b": subnets[1], "group": ec2.create_security_group(GroupName="data", Description="x", VpcId=vpc)["GroupId"]}


def warehouse(aws):
    redshift = aws("redshift")
    redshift.create_cluster_parameter_group(ParameterGroupName="ssl", ParameterGroupFamily="redshift-1.0", Description="only TLS")
    redshift.create_cluster(ClusterIdentifier="dw", NodeType="ra3.large", MasterUsername="root", MasterUserPassword="Secret-password1", DBName="dw", ClusterType="multi-node", NumberOfNodes=2, Encrypted=True,
                            PubliclyAccessible=False, EnhancedVpcRouting=True, AllowVersionUpgrade=True, AutomatedSnapshotRetentionPeriod=7, ClusterParameterGroupName="ssl", Tags=[{"Key": "team", "Value": "a"}])
    aws("s3").create_bucket(Bucket="audit", CreateBucketConfiguration={"LocationConstraint": REGION})
    aws("s3").put_bucket_policy(Bucket="audit", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:PutObject", "s3:GetBucketAcl"], "Resource": "*"}]}))
    aws("s3").put_bucket_acl(Bucket="audit", AccessControlPolicy={"Owner": {"ID": "a"}, "Grants": [
        {"Grantee": {"URI": "http://acs.amazonaws.com/groups/s3/LogDelivery", "Type": "Group"}, "Permission": p} for p in ("READ_ACP", "WRITE")]})
    redshift.enable_logging(ClusterIdentifier="dw", BucketName="audit", S3KeyPrefix="dw/")


WAREHOUSE = """
resource "aws_redshift_cluster" "a" {
  cluster_identifier                  = "dw"
  node_type                           = "ra3.large"
  master_username                     = "root"
  database_name                       = "dw"
  cluster_type                        = "multi-node"
  number_of_nodes                     = 2
  encrypted                           = "true"
  publicly_accessible                 = false
  enhanced_vpc_routing                = true
  allow_version_upgrade               = true
  automated_snapshot_retention_period = 7
  cluster_parameter_group_name        = "ssl"
  tags                                = { team = "a" }
}
resource "aws_redshift_logging" "a" {
  cluster_identifier = "dw"
  bucket_name        = "audit"
  s3_key_prefix      = "dw/"
}
resource "aws_redshift_parameter_group" "a" {
  name        = "ssl"
  family      = "redshift-1.0"
  description = "only TLS"
}
"""


def streams(aws):
    kinesis = aws("kinesis")
    kinesis.create_stream(StreamName="events", ShardCount=2)
    kinesis.start_stream_encryption(StreamName="events", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    kinesis.increase_stream_retention_period(StreamName="events", RetentionPeriodHours=168)
    aws("firehose").create_delivery_stream(DeliveryStreamName="lake", DeliveryStreamType="DirectPut",
                                           ExtendedS3DestinationConfiguration={"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::lake", "CompressionFormat": "GZIP", "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 400}})
    aws("firehose").start_delivery_stream_encryption(DeliveryStreamName="lake", DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a"})


STREAMS = f"""
resource "aws_kinesis_stream" "a" {{
  name             = "events"
  shard_count      = 2
  retention_period = 168
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"
}}
resource "aws_kinesis_firehose_delivery_stream" "a" {{
  name        = "lake"
  destination = "extended_s3"
  server_side_encryption {{
    enabled  = true
    key_type = "CUSTOMER_MANAGED_CMK"
    key_arn  = "arn:aws:kms:{REGION}:@account@:key/a"
  }}
  extended_s3_configuration {{
    role_arn           = "arn:aws:iam::@account@:role/service"
    bucket_arn         = "arn:aws:s3:::lake"
    compression_format = "GZIP"
    buffering_size     = 64
    buffering_interval = 400
  }}
}}
"""


def brokers(aws):
    aws("mq").create_broker(BrokerName="jobs", EngineType="ACTIVEMQ", EngineVersion="5.17.6", HostInstanceType="mq.t3.micro", DeploymentMode="SINGLE_INSTANCE", PubliclyAccessible=True, AutoMinorVersionUpgrade=True,
                            Logs={"General": True, "Audit": True}, Users=[{"Username": "app", "Password": "a-secret-password"}])
    dms = aws("dms")
    dms.create_replication_instance(ReplicationInstanceIdentifier="move", ReplicationInstanceClass="dms.t3.micro", PubliclyAccessible=True, AutoMinorVersionUpgrade=True, MultiAZ=False, AllocatedStorage=50)
    dms.create_endpoint(EndpointIdentifier="from", EndpointType="source", EngineName="mysql", ServerName="db.example", Port=3306, Username="app", Password="secret", SslMode="require")


# moto's clusters say the same whatever was asked for.
BUS = {"kafka:ListClustersV2": {"ClusterInfoList": [{
    "ClusterArn": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/bus/a", "ClusterName": "bus", "ClusterType": "PROVISIONED", "State": "ACTIVE", "Provisioned": {
        "CurrentBrokerSoftwareInfo": {"KafkaVersion": "3.6.0"}, "NumberOfBrokerNodes": 2, "EnhancedMonitoring": "PER_BROKER",
        "BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1", "subnet-2"], "InstanceType": "kafka.m5.large", "SecurityGroups": ["sg-1"], "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}}},
        "EncryptionInfo": {"EncryptionAtRest": {"DataVolumeKMSKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a"}, "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True}},
        "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}},
        "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "msk"}}}}},
    {"ClusterArn": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/less/a", "ClusterName": "less", "ClusterType": "SERVERLESS", "State": "ACTIVE", "Serverless": {
        "VpcConfigs": [{"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}], "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}}}}]},
       "kafkaconnect:ListConnectors": {"connectors": [{"connectorArn": f"arn:aws:kafkaconnect:{REGION}:{ACCOUNT}:connector/copy/a", "connectorName": "copy", "kafkaConnectVersion": "2.7.1",
                                                       "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"}, "kafkaClusterClientAuthentication": {"authenticationType": "IAM"},
                                                       "logDelivery": {"workerLogDelivery": {"cloudWatchLogs": {"enabled": True, "logGroup": "copy"}}}}]}}
CONNECTOR = {"name": "copy", "kafka_cluster_encryption_in_transit": [{"encryption_type": "TLS"}], "kafka_cluster_client_authentication": [{"authentication_type": "IAM"}],
             "log_delivery": [{"worker_log_delivery": [{"cloudwatch_logs": [{"enabled": True, "log_group": "copy"}]}]}]}
BROKERS = f"""
resource "aws_msk_cluster" "a" {{
  cluster_name           = "bus"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  enhanced_monitoring    = "PER_BROKER"
  broker_node_group_info {{
    client_subnets  = ["subnet-1", "subnet-2"]
    instance_type   = "kafka.m5.large"
    security_groups = ["sg-1"]
    connectivity_info {{
      public_access {{
        type = "DISABLED"
      }}
    }}
  }}
  encryption_info {{
    encryption_at_rest_kms_key_arn = "arn:aws:kms:{REGION}:@account@:key/a"
    encryption_in_transit {{
      client_broker = "TLS"
      in_cluster    = true
    }}
  }}
  client_authentication {{
    unauthenticated = false
    sasl {{
      iam = true
    }}
  }}
  logging_info {{
    broker_logs {{
      cloudwatch_logs {{
        enabled   = true
        log_group = "msk"
      }}
    }}
  }}
}}
resource "aws_msk_serverless_cluster" "a" {{
  cluster_name = "less"
  vpc_config {{
    subnet_ids         = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }}
  client_authentication {{
    sasl {{
      iam {{
        enabled = true
      }}
    }}
  }}
}}
resource "aws_mq_broker" "a" {{
  broker_name                = "jobs"
  engine_type                = "ActiveMQ"
  engine_version             = "5.17.6"
  host_instance_type         = "mq.t3.micro"
  deployment_mode            = "SINGLE_INSTANCE"
  publicly_accessible        = true
  auto_minor_version_upgrade = true
  logs {{
    general = true
    audit   = "true"
  }}
  user {{
    username = "app"
    password = var.password
  }}
}}
variable "password" {{}}
resource "aws_dms_replication_instance" "a" {{
  replication_instance_id    = "move"
  replication_instance_class = "dms.t3.micro"
  publicly_accessible        = true
  auto_minor_version_upgrade = true
  multi_az                   = false
  allocated_storage          = 50
}}
resource "aws_dms_endpoint" "a" {{
  endpoint_id   = "from"
  endpoint_type = "source"
  engine_name   = "mysql"
  server_name   = "db.example"
  port          = 3306
  username      = "app"
  ssl_mode      = "require"
}}
"""


def crunching(aws):
    aws("emr").run_job_flow(Name="spark", ReleaseLabel="emr-7.0.0", Instances={"MasterInstanceType": "m5.xlarge", "InstanceCount": 1, "KeepJobFlowAliveWhenNoSteps": True, "TerminationProtected": True},
                            JobFlowRole="EMR_EC2_DefaultRole", ServiceRole="EMR_DefaultRole", SecurityConfiguration="strict")
    aws("emr").put_block_public_access_configuration(BlockPublicAccessConfiguration={"BlockPublicSecurityGroupRules": True, "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 22}]})
    aws("athena").create_work_group(Name="team", Description="x", Configuration={
        "EnforceWorkGroupConfiguration": True, "PublishCloudWatchMetricsEnabled": True,
        "ResultConfiguration": {"OutputLocation": "s3://results/", "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "alias/athena"}}})
    glue = aws("glue")
    glue.create_job(Name="etl", Role=ROLE, Command={"Name": "glueetl", "ScriptLocation": "s3://b/etl.py"}, SecurityConfiguration="strict", GlueVersion="4.0")
    glue.create_crawler(Name="walk", Role=ROLE, DatabaseName="lake", Targets={"S3Targets": [{"Path": "s3://lake"}]}, CrawlerSecurityConfiguration="strict")
    glue.create_connection(ConnectionInput={"Name": "db", "ConnectionType": "JDBC", "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:mysql://db/x", "JDBC_ENFORCE_SSL": "true"}})
    glue.create_security_configuration(Name="strict", EncryptionConfiguration={
        "S3Encryption": [{"S3EncryptionMode": "SSE-S3"}], "CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED"}, "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"}})
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/glue"},
                                                                             "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "alias/glue"}})


CRUNCHING = """
resource "aws_emr_cluster" "a" {
  name                   = "spark"
  release_label          = "emr-7.0.0"
  service_role           = "EMR_DefaultRole"
  security_configuration = "strict"
  termination_protection = true
  ec2_attributes {
    instance_profile = "EMR_EC2_DefaultRole"
  }
}
resource "aws_emr_block_public_access_configuration" "a" {
  block_public_security_group_rules = true
  permitted_public_security_group_rule_range {
    min_range = 22
    max_range = 22
  }
}
resource "aws_athena_workgroup" "a" {
  name        = "team"
  description = "x"
  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    result_configuration {
      output_location = "s3://results/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = "alias/athena"
      }
    }
  }
}
resource "aws_glue_job" "a" {
  name                   = "etl"
  role_arn               = "arn:aws:iam::@account@:role/service"
  security_configuration = "strict"
  glue_version           = "4.0"
  command {
    name            = "glueetl"
    script_location = "s3://b/etl.py"
  }
}
resource "aws_glue_crawler" "a" {
  name                   = "walk"
  role                   = "arn:aws:iam::@account@:role/service"
  database_name          = "lake"
  security_configuration = "strict"
  s3_target {
    path = "s3://lake"
  }
}
resource "aws_glue_connection" "a" {
  name                  = "db"
  connection_type       = "JDBC"
  connection_properties = { JDBC_CONNECTION_URL = "jdbc:mysql://db/x", JDBC_ENFORCE_SSL = "true" }
}
resource "aws_glue_security_configuration" "a" {
  name = "strict"
  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "DISABLED"
    }
    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "DISABLED"
    }
    s3_encryption {
      s3_encryption_mode = "SSE-S3"
    }
  }
}
resource "aws_glue_data_catalog_encryption_settings" "a" {
  data_catalog_encryption_settings {
    connection_password_encryption {
      return_connection_password_encrypted = true
      aws_kms_key_id                       = "alias/glue"
    }
    encryption_at_rest {
      catalog_encryption_mode = "SSE-KMS"
      sse_aws_kms_key_id      = "alias/glue"
    }
  }
}
"""


def learning(aws):
    sagemaker = aws("sagemaker")
    names = network(aws)
    sagemaker.create_notebook_instance(NotebookInstanceName="lab", InstanceType="ml.t3.medium", RoleArn=ROLE, DirectInternetAccess="Disabled", RootAccess="Disabled", SubnetId=names["a"],
                                       SecurityGroupIds=[names["group"]], KmsKeyId="alias/lab", VolumeSizeInGB=10)
    sagemaker.create_model(ModelName="m", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "a/b:1"}, EnableNetworkIsolation=True, VpcConfig={"SecurityGroupIds": [names["group"]], "Subnets": [names["a"]]})
    sagemaker.create_endpoint_config(EndpointConfigName="e", KmsKeyId="alias/lab", ProductionVariants=[{"VariantName": "v", "ModelName": "m", "InitialInstanceCount": 2, "InstanceType": "ml.m5.large"}])
    return names


# moto forgets the isolation.
MODEL = {"sagemaker:DescribeModel": lambda parameters: {"ModelName": parameters["ModelName"], "ModelArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/m", "ExecutionRoleArn": ROLE, "CreationTime": NOW,
                                                        "EnableNetworkIsolation": True, "PrimaryContainer": {"Image": "a/b:1"}, "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}}}
LEARNING = """
resource "aws_sagemaker_notebook_instance" "a" {
  name                   = "lab"
  instance_type          = "ml.t3.medium"
  role_arn               = "arn:aws:iam::@account@:role/service"
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
  subnet_id              = "@a@"
  security_groups        = ["@group@"]
  kms_key_id             = "alias/lab"
  volume_size            = 10
}
resource "aws_sagemaker_model" "a" {
  name                     = "m"
  execution_role_arn       = "arn:aws:iam::@account@:role/service"
  enable_network_isolation = true
  primary_container {
    image = "a/b:1"
  }
  vpc_config {
    security_group_ids = ["sg-1"]
    subnets            = ["subnet-1"]
  }
}
resource "aws_sagemaker_endpoint_configuration" "a" {
  name        = "e"
  kms_key_arn = "alias/lab"
  production_variants {
    variant_name           = "v"
    model_name             = "m"
    initial_instance_count = 2
    instance_type          = "ml.m5.large"
  }
}
"""


def search(aws):
    same = {"EncryptionAtRestOptions": {"Enabled": True}, "NodeToNodeEncryptionOptions": {"Enabled": True}, "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
            "LogPublishingOptions": {"AUDIT_LOGS": {"Enabled": True, "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:a"}}}
    aws("opensearch").create_domain(DomainName="docs", EngineVersion="OpenSearch_2.11", ClusterConfig={"InstanceType": "m6g.large.search", "InstanceCount": 3}, **same)
    aws("es").create_elasticsearch_domain(DomainName="old", ElasticsearchVersion="7.10", ElasticsearchClusterConfig={"InstanceType": "m5.large.elasticsearch", "InstanceCount": 2}, **same)


SEARCH = "".join(f"""
resource "{kind}" "a" {{
  domain_name = "{name}"
  {version}
  cluster_config {{
    instance_type  = "{instance}"
    instance_count = {n}
  }}
  encrypt_at_rest {{
    enabled = true
  }}
  node_to_node_encryption {{
    enabled = true
  }}
  domain_endpoint_options {{
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }}
  log_publishing_options {{
    log_type                 = "AUDIT_LOGS"
    enabled                  = true
    cloudwatch_log_group_arn = "arn:aws:logs:{REGION}:@account@:log-group:a"
  }}
}}
""" for kind, name, version, instance, n in (("aws_opensearch_domain", "docs", 'engine_version = "OpenSearch_2.11"', "m6g.large.search", 3),
                                             ("aws_elasticsearch_domain", "old", 'elasticsearch_version = "7.10"', "m5.large.elasticsearch", 2)))

CASES = [
    Case("a warehouse", WAREHOUSE, warehouse, services=("redshift",)),
    Case("streams", STREAMS, streams, services=("kinesis", "firehose"), leave={"aws_kinesis_firehose_delivery_stream.destination": "which block is filled says it"}),
    Case("brokers", BROKERS, brokers, services=("kafka", "kafkaconnect", "mq", "dms"), answers=BUS, wants=[("aws_mskconnect_connector", CONNECTOR)], leave={"aws_mq_broker.user.password": "not readable"}),
    Case("crunching", CRUNCHING, crunching, services=("emr", "athena", "glue"), gaps={"emr:ListSecurityConfigurations": "moto lacks it", "glue:GetMLTransforms": "moto lacks it"},
         leave={"aws_glue_connection.connection_type": "moto forgets it"}),
    Case("learning", LEARNING, learning, services=("sagemaker",), answers=MODEL),
    Case("search", SEARCH, search, services=("opensearch", "es")),
]
