"""RDS with DocumentDB and Neptune, DynamoDB, DAX, ElastiCache."""
from collectors import ACCOUNT, REGION, Case


def relational(aws):
    rds = aws("rds")
    rds.create_db_parameter_group(DBParameterGroupName="pg", DBParameterGroupFamily="postgres16", Description="x")
    rds.create_db_instance(DBInstanceIdentifier="main", DBInstanceClass="db.t3.micro", Engine="postgres", EngineVersion="16.3", MasterUsername="root", MasterUserPassword="secret-password", AllocatedStorage=20,
                           StorageEncrypted=True, PubliclyAccessible=False, MultiAZ=True, BackupRetentionPeriod=14, DeletionProtection=True, AutoMinorVersionUpgrade=True, CopyTagsToSnapshot=True,
                           EnableIAMDatabaseAuthentication=True, EnableCloudwatchLogsExports=["postgresql"], DBParameterGroupName="pg", Port=5433, Tags=[{"Key": "team", "Value": "a"}])
    rds.create_db_cluster(DBClusterIdentifier="aurora", Engine="aurora-mysql", MasterUsername="root", MasterUserPassword="secret-password", StorageEncrypted=True, DeletionProtection=True,
                          BackupRetentionPeriod=7, EnableIAMDatabaseAuthentication=True, CopyTagsToSnapshot=True, EnableCloudwatchLogsExports=["audit"], Tags=[{"Key": "team", "Value": "a"}])
    rds.create_db_instance(DBInstanceIdentifier="aurora-1", DBInstanceClass="db.r6g.large", Engine="aurora-mysql", DBClusterIdentifier="aurora", PubliclyAccessible=True, AutoMinorVersionUpgrade=False)
    rds.create_db_snapshot(DBSnapshotIdentifier="before", DBInstanceIdentifier="main")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="before", AttributeName="restore", ValuesToAdd=["all"])
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="cluster-before", DBClusterIdentifier="aurora")
    rds.create_event_subscription(SubscriptionName="events", SnsTopicArn=f"arn:aws:sns:{REGION}:123456789012:t", SourceType="db-instance", EventCategories=["failure"], Enabled=True)
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone=REGION + "a")["Subnet"]["SubnetId"]
    rds.create_db_subnet_group(DBSubnetGroupName="private", DBSubnetGroupDescription="private ones", SubnetIds=[subnet])
    return {"subnet": subnet}


RELATIONAL = f"""
resource "aws_db_instance" "a" {{
  identifier                          = "main"
  instance_class                      = "db.t3.micro"
  engine                              = "postgres"
  engine_version                      = "16.3"
  username                            = "root"
  allocated_storage                   = 20
  port                                = 5433
  storage_encrypted                   = true
  publicly_accessible                 = false
  multi_az                            = true
  backup_retention_period             = 14
  deletion_protection                 = true
  auto_minor_version_upgrade          = true
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  parameter_group_name                = "pg"
  tags                                = {{ team = "a" }}
}}
resource "aws_db_parameter_group" "a" {{
  name        = "pg"
  family      = "postgres16"
  description = "x"
}}
resource "aws_rds_cluster" "a" {{
  cluster_identifier                  = "aurora"
  engine                              = "aurora-mysql"
  master_username                     = "root"
  storage_encrypted                   = true
  deletion_protection                 = true
  backup_retention_period             = 7
  iam_database_authentication_enabled = true
  copy_tags_to_snapshot               = true
  enabled_cloudwatch_logs_exports     = ["audit"]
  tags                                = {{ team = "a" }}
}}
resource "aws_rds_cluster_instance" "a" {{
  identifier                 = "aurora-1"
  cluster_identifier         = "aurora"
  instance_class             = "db.r6g.large"
  engine                     = "aurora-mysql"
  publicly_accessible        = true
  auto_minor_version_upgrade = false
}}
resource "aws_db_snapshot" "a" {{
  db_instance_identifier = "main"
  db_snapshot_identifier = "before"
  shared_accounts        = ["all"]
}}
resource "aws_db_cluster_snapshot" "a" {{
  db_cluster_identifier          = "aurora"
  db_cluster_snapshot_identifier = "cluster-before"
}}
resource "aws_db_event_subscription" "a" {{
  name             = "events"
  sns_topic        = "arn:aws:sns:{REGION}:@account@:t"
  source_type      = "db-instance"
  event_categories = ["failure"]
  enabled          = true
}}
resource "aws_db_subnet_group" "a" {{
  name        = "private"
  description = "private ones"
  subnet_ids  = ["@subnet@"]
}}
"""


# moto's clusters are not of this engine.
CLUSTER = {"DBClusterIdentifier": "docs", "DBClusterArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:docs", "Engine": "docdb", "MasterUsername": "root", "StorageEncrypted": True, "DeletionProtection": True,
           "BackupRetentionPeriod": 7, "EnabledCloudwatchLogsExports": ["audit"]}
SNAPSHOT = {"DBClusterSnapshotIdentifier": "before", "DBClusterSnapshotArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-snapshot:before", "DBClusterIdentifier": "docs", "Engine": "docdb", "StorageEncrypted": True}
DOCDB = {"docdb:DescribeDBClusters": {"DBClusters": [CLUSTER]}, "docdb:DescribeDBClusterSnapshots": {"DBClusterSnapshots": [SNAPSHOT]},
         "docdb:DescribeDBInstances": {"DBInstances": [{"DBInstanceIdentifier": "docs-1", "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:docs-1", "DBClusterIdentifier": "docs", "Engine": "docdb",
                                                        "DBInstanceClass": "db.r6g.large", "AutoMinorVersionUpgrade": True}]},
         "docdb:DescribeDBClusterParameterGroups": {"DBClusterParameterGroups": [{"DBClusterParameterGroupName": "tls", "DBParameterGroupFamily": "docdb5.0",
                                                                                  "DBClusterParameterGroupArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-pg:tls"}]},
         "docdb:DescribeDBClusterParameters": {"Parameters": [{"ParameterName": "tls", "ParameterValue": "disabled", "ApplyMethod": "pending-reboot"}]}}
DOCUMENTS = """
resource "aws_docdb_cluster" "a" {
  cluster_identifier      = "docs"
  engine                  = "docdb"
  master_username         = "root"
  storage_encrypted       = true
  deletion_protection     = true
  backup_retention_period = 7
  enabled_cloudwatch_logs_exports = ["audit"]
}
resource "aws_docdb_cluster_instance" "a" {
  identifier                 = "docs-1"
  cluster_identifier         = "docs"
  instance_class             = "db.r6g.large"
  auto_minor_version_upgrade = true
}
resource "aws_docdb_cluster_snapshot" "a" {
  db_cluster_identifier          = "docs"
  db_cluster_snapshot_identifier = "before"
}
resource "aws_docdb_cluster_parameter_group" "a" {
  name   = "tls"
  family = "docdb5.0"
  parameter {
    name         = "tls"
    value        = "disabled"
    apply_method = "pending-reboot"
  }
}
"""


def graphs(aws):
    neptune = aws("neptune")
    neptune.create_db_cluster(DBClusterIdentifier="graph", Engine="neptune", StorageEncrypted=True, DeletionProtection=True, BackupRetentionPeriod=7)
    neptune.create_db_instance(DBInstanceIdentifier="graph-1", DBInstanceClass="db.r6g.large", Engine="neptune", DBClusterIdentifier="graph", AutoMinorVersionUpgrade=True)
    neptune.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="before", DBClusterIdentifier="graph")


GRAPHS = """
resource "aws_neptune_cluster" "a" {
  cluster_identifier                  = "graph"
  engine                              = "neptune"
  storage_encrypted                   = true
  deletion_protection                 = true
  backup_retention_period             = 7
}
resource "aws_neptune_cluster_instance" "a" {
  identifier                 = "graph-1"
  cluster_identifier         = "graph"
  instance_class             = "db.r6g.large"
  engine                     = "neptune"
  auto_minor_version_upgrade = true
}
resource "aws_neptune_cluster_snapshot" "a" {
  db_cluster_identifier          = "graph"
  db_cluster_snapshot_identifier = "before"
}
"""


def tables(aws):
    dynamo = aws("dynamodb")
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    dynamo.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
                        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}], DeletionProtectionEnabled=True,
                        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}, Tags=[{"Key": "team", "Value": "a"}])
    dynamo.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    dynamo.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"})
    dynamo.create_table(TableName="plain", BillingMode="PROVISIONED", ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 2}, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    return {"key": key}


TABLES = """
resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  range_key                   = "at"
  deletion_protection_enabled = true
  attribute {
    name = "id"
    type = "S"
  }
  attribute {
    name = "at"
    type = "N"
  }
  point_in_time_recovery {
    enabled = true
  }
  ttl {
    attribute_name = "until"
    enabled        = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = "@key@"
  }
  tags = { team = "a" }
}
resource "aws_dynamodb_table" "plain" {
  name           = "plain"
  billing_mode   = "PROVISIONED"
  read_capacity  = 3
  write_capacity = 2
  hash_key       = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = false
  }
}
"""


def caches(aws):
    cache = aws("elasticache")
    cache.create_replication_group(ReplicationGroupId="redis", ReplicationGroupDescription="sessions", CacheNodeType="cache.t3.micro", Engine="redis", NumCacheClusters=2, AutomaticFailoverEnabled=True,
                                   MultiAZEnabled=True, AtRestEncryptionEnabled=True, TransitEncryptionEnabled=True, SnapshotRetentionLimit=5)
    cache.create_cache_cluster(CacheClusterId="memo", CacheNodeType="cache.t3.micro", Engine="memcached", NumCacheNodes=2)
    aws("dax").create_cluster(ClusterName="dax", NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn="arn:aws:iam::123456789012:role/dax", SSESpecification={"Enabled": True})


CACHES = """
resource "aws_elasticache_replication_group" "a" {
  replication_group_id       = "redis"
  description                = "sessions"
  node_type                  = "cache.t3.micro"
  engine                     = "redis"
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = "true"
  transit_encryption_enabled = true
  snapshot_retention_limit   = 5
}
resource "aws_elasticache_cluster" "a" {
  cluster_id      = "memo"
  node_type       = "cache.t3.micro"
  engine          = "memcached"
  num_cache_nodes = 2
}
resource "aws_dax_cluster" "a" {
  cluster_name       = "dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
  iam_role_arn       = "arn:aws:iam::@account@:role/dax"
  server_side_encryption {
    enabled = true
  }
}
"""

CASES = [
    Case("relational databases", RELATIONAL, relational, services=("rds",)),
    Case("documents", DOCUMENTS, answers=DOCDB, services=("docdb",)),
    Case("graphs", GRAPHS, graphs, services=("neptune",)),
    Case("tables", TABLES, tables, services=("dynamodb",)),
    Case("caches", CACHES, caches, services=("elasticache", "dax")),
]
