"""`rampart aws call` against moto's server: the answers are boto3's; credentials come from every place where SDKs look; and what goes wrong goes wrong as it should."""
import base64
import datetime
import http.server
import json
import os
import subprocess
import threading
import time
import unittest

import moto
from fault_proxy import FaultProxy
from rampart import RAMPART, Case

ROLE = moto.role("222222222222")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"a": "ä %2B+"}}}]})


def setUpModule():
    if not moto.available():
        raise unittest.SkipTest(moto.why)
    moto.shared()


class AwsCase(Case):
    @property
    def moto(self):
        return moto.shared()

    def aws(self, *args, env=None, status=0, **kwargs):
        """Runs `rampart aws ARGS` and wants that exit status."""
        done = self.run_rampart(("aws", *args), moto.clean({"HOME": self.folder, **(self.moto.env() if env is None else env)}), **kwargs)
        self.assertEqual(done.status, status, f"{args}: {done.out[-1000:]}{done.err[-2000:]}")
        self.assertNotIn(moto.KEYS["AWS_SECRET_ACCESS_KEY"], done.out + done.err)
        return done

    def call(self, service, operation, params=None, *args, **kwargs):
        done = self.aws("call", service, operation, *(["--params", json.dumps(params)] if params else []), *args, **kwargs)
        return json.loads(done.out) if done.out else None


def plain(value):
    """As awscli prints what boto3 gives."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    return value


def at_one_time(got, want):
    """Some of moto's times are that of the call: where both are within two minutes they count as the same."""
    if isinstance(got, dict) and isinstance(want, dict):
        return {k: at_one_time(v, want.get(k)) for k, v in got.items()}
    if isinstance(got, list) and isinstance(want, list):
        return [at_one_time(g, w) for g, w in zip(got, want)] + got[len(want):]
    try:
        near = abs(datetime.datetime.fromisoformat(got) - datetime.datetime.fromisoformat(want)) < datetime.timedelta(minutes=2)
    except (TypeError, ValueError):
        return got
    return want if near else got


# service, operation, parameters. Each is asked of boto3, too; a paged operation for all its pages.
ASKED = [
    ("acm", "list_certificates", {}), ("apigateway", "get_rest_apis", {}), ("apigatewayv2", "get_apis", {}),
    ("athena", "list_work_groups", {}), ("autoscaling", "describe_auto_scaling_groups", {}), ("backup", "list_backup_vaults", {}), ("batch", "describe_job_queues", {}),
    ("cloudformation", "describe_stacks", {}), ("cloudformation", "get_template", {"StackName": "stack"}), ("cloudfront", "list_distributions", {}),
    ("cloudtrail", "describe_trails", {}), ("cloudtrail", "get_trail_status", {"Name": "trail"}),
    ("cloudwatch", "describe_alarms", {}), ("codebuild", "list_projects", {}), ("cognito-idp", "list_user_pools", {"MaxResults": 10}), ("config", "describe_configuration_recorders", {}),
    ("dynamodb", "list_tables", {}), ("dynamodb", "describe_table", {"TableName": "table"}), ("dynamodb", "scan", {"TableName": "table"}),
    ("ec2", "describe_instances", {}), ("ec2", "describe_security_groups", {}), ("ec2", "describe_vpcs", {"Filters": [{"Name": "is-default", "Values": ["true"]}]}),
    ("ec2", "describe_regions", {}), ("ec2", "describe_subnets", {}), ("ec2", "describe_volumes", {}), ("ec2", "get_ebs_encryption_by_default", {}),
    ("ecr", "describe_repositories", {}), ("ecs", "list_clusters", {}), ("ecs", "describe_clusters", {}), ("efs", "describe_file_systems", {}), ("eks", "list_clusters", {}),
    ("elasticache", "describe_cache_clusters", {}), ("elb", "describe_load_balancers", {}), ("elbv2", "describe_load_balancers", {}), ("events", "list_rules", {}),
    ("firehose", "list_delivery_streams", {}), ("glue", "get_databases", {}), ("guardduty", "list_detectors", {}), ("iam", "list_users", {}), ("iam", "list_roles", {}),
    ("iam", "get_role", {"RoleName": "role"}), ("iam", "get_user_policy", {"UserName": "alice", "PolicyName": "inline"}), ("iam", "get_account_authorization_details", {}),
    ("iam", "get_account_summary", {}), ("kinesis", "list_streams", {}), ("kms", "list_keys", {}), ("kms", "describe_key", {"KeyId": "alias/key"}), ("lambda", "list_functions", {}),
    ("lambda", "get_function", {"FunctionName": "function"}), ("logs", "describe_log_groups", {}), ("opensearch", "list_domain_names", {}), ("organizations", "list_accounts", {}),
    ("rds", "describe_db_instances", {}), ("redshift", "describe_clusters", {}), ("route53", "list_hosted_zones", {}),
    ("s3", "list_buckets", {}), ("s3", "list_objects_v2", {"Bucket": "bucket-one"}), ("s3", "get_bucket_location", {"Bucket": "bucket-one"}),
    ("s3", "get_bucket_versioning", {"Bucket": "bucket-one"}), ("s3", "get_bucket_acl", {"Bucket": "bucket-one"}), ("s3", "head_object", {"Bucket": "bucket-one", "Key": "a b/ü+.txt"}),
    ("s3", "get_bucket_policy", {"Bucket": "bucket-one"}), ("s3", "get_public_access_block", {"Bucket": "bucket-one"}),
    ("sagemaker", "list_notebook_instances", {}), ("secretsmanager", "list_secrets", {}), ("ses", "list_identities", {}), ("sns", "list_topics", {}),
    ("sqs", "list_queues", {}), ("ssm", "describe_parameters", {}), ("ssm", "get_parameter", {"Name": "/a/b"}), ("stepfunctions", "list_state_machines", {}), ("sts", "get_caller_identity", {}),
    ("wafv2", "list_web_acls", {"Scope": "REGIONAL"}),
]


def furnish(m):
    """Something of everything that is asked for."""
    s3 = m.client("s3")
    for name in ("bucket-one", "bucket-two"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": moto.REGION})
    for key in ("a b/ü+.txt", "plain", "<xml>&"):
        s3.put_object(Bucket="bucket-one", Key=key, Body=b"body", Metadata={"m": "v"})
    s3.put_bucket_policy(Bucket="bucket-one", Policy=POLICY)
    s3.put_public_access_block(Bucket="bucket-one", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": False})
    s3.put_bucket_versioning(Bucket="bucket-one", VersioningConfiguration={"Status": "Enabled"})
    iam = m.client("iam")
    iam.create_role(RoleName="role", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "k", "Value": "v"}])
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="inline", PolicyDocument=POLICY)
    iam.create_policy(PolicyName="policy", PolicyDocument=POLICY)
    ec2 = m.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2, TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "n & <m>"}]}])
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"][:2]]
    m.client("dynamodb").create_table(TableName="table", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
                                      AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
    for i in range(3):
        m.client("dynamodb").put_item(TableName="table", Item={"k": {"S": f"k{i}"}, "b": {"B": b"\x00\xff"}, "n": {"N": "1.5"}, "l": {"L": [{"BOOL": True}, {"NULL": True}]}})
    key = m.client("kms").create_key(Description="key")["KeyMetadata"]["KeyId"]
    m.client("kms").create_alias(AliasName="alias/key", TargetKeyId=key)
    m.client("lambda").create_function(FunctionName="function", Runtime="python3.12", Role=f"arn:aws:iam::{moto.ACCOUNT}:role/role", Handler="h.h", Code={"ZipFile": b"PK\x05\x06" + b"\0" * 18},
                                       Environment={"Variables": {"A": "b"}})
    m.client("sqs").create_queue(QueueName="queue")
    m.client("sns").create_topic(Name="topic")
    m.client("logs").create_log_group(logGroupName="/group", tags={"a": "b"})
    m.client("cloudwatch").put_metric_alarm(AlarmName="alarm", MetricName="m", Namespace="n", Period=60, EvaluationPeriods=1, Threshold=1.5, ComparisonOperator="GreaterThanThreshold", Statistic="Sum")
    m.client("cloudtrail").create_trail(Name="trail", S3BucketName="bucket-two")
    m.client("cloudtrail").start_logging(Name="trail")
    m.client("ssm").put_parameter(Name="/a/b", Value="v", Type="String")
    m.client("secretsmanager").create_secret(Name="secret", SecretString="x")
    m.client("ecr").create_repository(repositoryName="repository")
    m.client("ecs").create_cluster(clusterName="cluster")
    m.client("eks").create_cluster(name="cluster", roleArn=f"arn:aws:iam::{moto.ACCOUNT}:role/role", resourcesVpcConfig={"subnetIds": subnets})
    m.client("rds").create_db_instance(DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres", MasterUsername="u", MasterUserPassword="password123", AllocatedStorage=10)
    m.client("elbv2").create_load_balancer(Name="balancer", Subnets=subnets)
    m.client("cloudformation").create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-stack"}}}}))
    m.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    m.client("acm").request_certificate(DomainName="example.com")
    m.client("apigateway").create_rest_api(name="api")
    m.client("apigatewayv2").create_api(Name="api", ProtocolType="HTTP")
    m.client("events").put_rule(Name="rule", ScheduleExpression="rate(5 minutes)")
    m.client("stepfunctions").create_state_machine(name="machine", definition='{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}', roleArn=f"arn:aws:iam::{moto.ACCOUNT}:role/role")
    m.client("kinesis").create_stream(StreamName="stream", ShardCount=1)
    m.client("glue").create_database(DatabaseInput={"Name": "database"})
    m.client("guardduty").create_detector(Enable=True)
    m.client("organizations").create_organization(FeatureSet="ALL")
    m.client("organizations").create_account(AccountName="two", Email="two@example.com")
    m.client("efs").create_file_system(CreationToken="t")
    m.client("cognito-idp").create_user_pool(PoolName="pool")
    m.client("wafv2").create_web_acl(Name="acl", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"})
    m.client("backup").create_backup_vault(BackupVaultName="vault")
    m.client("redshift").create_cluster(ClusterIdentifier="cluster", NodeType="dc2.large", MasterUsername="u", MasterUserPassword="Password1")
    m.client("ses").verify_email_identity(EmailAddress="a@example.com")


class Answers(AwsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moto.shared().reset()
        furnish(moto.shared())

    def wanted(self, service, operation, params):
        client = self.moto.client(service)
        if client.can_paginate(operation):
            return plain(client.get_paginator(operation).paginate(**params).build_full_result())
        return plain(getattr(client, operation)(**params))

    def test_answers_are_those_of_boto3(self):
        for service, operation, params in ASKED:
            with self.subTest(service=service, operation=operation):
                got, want = self.call(service, operation.replace("_", "-"), params), self.wanted(service, operation, params)
                self.assertEqual(at_one_time(got, want), want)

    def test_output_is_that_of_awscli(self):
        for args in (["sqs", "list-queues"], ["iam", "list-users"], ["s3api", "list-objects-v2", "--bucket", "bucket-one"]):
            want = json.loads(subprocess.run([moto.PYTHON, "-m", "awscli", *args, "--output", "json", "--endpoint-url", self.moto.url], env=moto.clean(self.moto.env(PYTHONIOENCODING="utf-8")), capture_output=True,
                                             timeout=120, check=True).stdout)
            params = {"Bucket": "bucket-one"} if "--bucket" in args else None
            got = self.call(args[0].replace("s3api", "s3"), args[1], params)
            if args[1] == "list-users":   # awscli 1 prints times as the service writes them
                want = {"Users": [{**u, "CreateDate": datetime.datetime.fromisoformat(u["CreateDate"].replace("Z", "+00:00")).isoformat()} for u in want["Users"]]}
            for o in [*want.get("Contents", []), *got.get("Contents", [])]:
                o["LastModified"] = datetime.datetime.fromisoformat(o["LastModified"].replace("Z", "+00:00")).isoformat()
            self.assertEqual(got, want)

    def test_query_picks(self):
        self.assertEqual(self.call("s3", "ListBuckets", None, "--query", "Buckets[].Name"), ["bucket-one", "bucket-two"])
        self.assertIn("error[jmespath-syntax]", self.aws("call", "s3", "list-buckets", "--query", "Buckets[", status=252).err)

    def test_changes_are_made(self):
        self.call("s3", "put-bucket-tagging", {"Bucket": "bucket-two", "Tagging": {"TagSet": [{"Key": "a", "Value": "b c"}]}})
        self.assertEqual(self.moto.client("s3").get_bucket_tagging(Bucket="bucket-two")["TagSet"], [{"Key": "a", "Value": "b c"}])
        self.call("s3", "put-object", {"Bucket": "bucket-two", "Key": "k/ä ö", "Body": base64.b64encode(b"\x00\x01").decode()})
        self.assertEqual(self.moto.client("s3").get_object(Bucket="bucket-two", Key="k/ä ö")["Body"].read(), b"\x00\x01")
        self.call("sqs", "send-message", {"QueueUrl": self.call("sqs", "get-queue-url", {"QueueName": "queue"})["QueueUrl"], "MessageBody": "<&>"})
        self.call("ec2", "create-tags", {"Resources": [self.moto.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]], "Tags": [{"Key": "x", "Value": "y"}]})
        self.call("iam", "tag-role", {"RoleName": "role", "Tags": [{"Key": "x", "Value": "y"}]})

    def test_ids_of_route53_may_have_their_prefix(self):
        zone = self.moto.client("route53").list_hosted_zones()["HostedZones"][0]["Id"]
        self.assertTrue(zone.startswith("/hostedzone/"))
        self.assertEqual(self.call("route53", "get-hosted-zone", {"Id": zone})["HostedZone"]["Id"], zone)

    def test_parameters_from_a_file_and_standard_input(self):
        path = self.write("params.json", '{"RoleName": "role"}')
        for args, stdin in ((["--params", f"file://{path}"], b""), (["--params", "-"], b'{"RoleName": "role"}')):
            self.assertEqual(json.loads(self.aws("call", "iam", "get-role", *args, stdin=stdin).out)["Role"]["RoleName"], "role")

    def test_a_service_that_refuses(self):
        done = self.aws("call", "iam", "get-role", "--params", '{"RoleName": "nobody"}', status=254)
        self.assertIn("error[aws-fault]: get-role of iam: NoSuchEntity: ", done.err)
        self.assertIn("NoSuchBucket", self.aws("call", "s3", "list-objects-v2", "--params", '{"Bucket": "no-such-bucket"}', status=254).err)

    def test_what_is_asked_wrongly(self):
        for args, words in ((["call", "iam", "get-role"], "RoleName"), (["call", "iam", "get-role", "--params", '{"RoleName": 1}'], "RoleName"),
                            (["call", "iam", "get-role", "--params", '{"RolName": "x"}'], "RolName"), (["call", "iam", "get-rol"], "did you mean"), (["call", "ian", "x"], "did you mean"),
                            (["call", "iam", "get-role", "--params", "[1]"], "must be an object"), (["call", "iam", "get-role", "--params", '{"a":'], "json-truncated"),
                            (["call", "iam"], "takes 2 arguments"), (["do"], "nothing that rampart aws does")):
            with self.subTest(args=args):
                done = self.run_rampart(("aws", *args), moto.clean(self.moto.env()))
                self.assertIn(done.status, (252, 255))
                self.assertIn(words, done.err)

    def test_what_is_there_is_listed(self):
        self.assertIn("iam\n", self.aws("services").out)
        self.assertIn("ListBuckets\n", self.aws("operations", "s3").out)

    def test_waiting(self):
        self.aws("wait", "s3", "BucketExists", "--params", '{"Bucket": "bucket-one"}')
        with FaultProxy(self.moto.url) as proxy:
            instance = self.moto.client("ec2").describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
            self.aws("wait", "ec2", "InstanceRunning", "--params", json.dumps({"InstanceIds": [instance]}), env=self.moto.env(url=proxy.url))
        self.assertIn("did you mean BucketExists", self.aws("wait", "s3", "BucketExist", status=255).err)

    def test_accounts_are_apart(self):
        self.assertEqual(self.call("sts", "get-caller-identity", env=self.moto.env(account="222222222222"))["Account"], "222222222222")
        self.assertEqual(self.call("iam", "list-users", env=self.moto.env(account="222222222222")), {"Users": []})


class Pages(AwsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moto.shared().reset()
        logs, s3 = moto.shared().client("logs"), moto.shared().client("s3")
        s3.create_bucket(Bucket="pages", CreateBucketConfiguration={"LocationConstraint": moto.REGION})
        cls.names = [f"/group/{i:02}" for i in range(25)]
        for name in cls.names:
            logs.create_log_group(logGroupName=name)
            s3.put_object(Bucket="pages", Key="ü " + name, Body=b"")

    def test_pages_become_one(self):
        with FaultProxy(self.moto.url) as proxy:
            groups = self.call("logs", "describe-log-groups", {"limit": 10}, env=self.moto.env(url=proxy.url))
            self.assertEqual([g["logGroupName"] for g in groups["logGroups"]], self.names)
            self.assertEqual(proxy.seen, [("logs", "DescribeLogGroups")] * 3)
            objects = self.call("s3", "list-objects-v2", {"Bucket": "pages", "MaxKeys": 10}, env=self.moto.env(url=proxy.url))
            self.assertEqual([o["Key"] for o in objects["Contents"]], ["ü " + n for n in self.names])
            self.assertEqual(len(proxy.seen), 6)

    def test_the_first_page_alone(self):
        page = self.call("logs", "describe-log-groups", {"limit": 10}, "--no-paginate")
        self.assertEqual(len(page["logGroups"]), 10)
        rest = self.call("logs", "describe-log-groups", {"limit": 10, "nextToken": page["nextToken"]}, "--no-paginate")
        self.assertEqual(rest["logGroups"][0]["logGroupName"], self.names[10])

    def test_a_token_that_comes_again_ends_it(self):
        body = b'<ListUsersResponse><ListUsersResult><Users/><IsTruncated>true</IsTruncated><Marker>same</Marker></ListUsersResult></ListUsersResponse>'
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("answer", service="iam", headers={"Content-Type": "text/xml"}, body=body)
            self.assertIn("error[aws-pages]", self.aws("call", "iam", "list-users", env=self.moto.env(url=proxy.url), status=255).err)
            self.assertEqual(len(proxy.seen), 2)

    def test_a_fault_amid_the_pages_is_no_result(self):
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="logs", after=1)
            done = self.aws("call", "logs", "describe-log-groups", "--params", '{"limit": 10}', env=self.moto.env(url=proxy.url), status=254)
            self.assertEqual(done.out, "")
            self.assertIn("AccessDenied", done.err)


class Faults(AwsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moto.shared().reset()
        moto.shared().client("s3").create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": moto.REGION})

    def setUp(self):
        super().setUp()
        self.proxy = FaultProxy(self.moto.url)
        self.addCleanup(self.proxy.close)
        self.env = self.moto.env(url=self.proxy.url)

    def again(self, kind, *args, calls=(("ec2", "describe-vpcs"), ("sqs", "list-queues"), ("s3", "list-buckets"), ("iam", "list-users"), ("lambda", "list-functions")), tries=3, **how):
        """Goes wrong twice, then right: seen as often as that, and the answer is the true one."""
        for service, operation in calls:
            with self.subTest(kind=kind, service=service):
                self.proxy.clear()
                want = self.call(service, operation, env=self.env)
                self.proxy.clear()
                self.proxy.fault(kind, service=service, times=tries - 1, **how)
                self.assertEqual(self.call(service, operation, None, *args, env=self.env), want)
                self.assertEqual(len(self.proxy.seen), tries)

    def test_throttling_is_waited_for(self):
        self.again("throttle", calls=(("ec2", "describe-vpcs"), ("sqs", "list-queues"), ("lambda", "list-functions")))
        self.again("throttle", calls=(("ec2", "describe-vpcs"),), code="RequestLimitExceeded", status=503)
        self.again("throttle", calls=(("s3", "list-buckets"),), code="SlowDown", status=503)
        self.again("throttle", "--retry-mode", "adaptive", calls=(("iam", "list-users"),), code="Throttling")

    def test_servers_that_fail(self):
        for status in (500, 502, 503, 504):
            self.again("error", calls=(("sqs", "list-queues"), ("s3", "list-buckets")), status=status)
        self.again("malformed", calls=(("sqs", "list-queues"), ("ec2", "describe-vpcs")))

    def test_connections_that_break(self):
        self.again("reset")
        self.again("truncate")
        self.again("cut")

    def test_silence(self):
        self.again("stall", "--timeout", "300ms", seconds=2, calls=(("sqs", "list-queues"),))

    def test_a_slow_answer_is_an_answer(self):
        self.proxy.fault("dribble", service="s3", seconds=1)
        self.assertEqual(self.call("s3", "list-buckets", env=self.env), self.call("s3", "list-buckets"))
        self.assertEqual(len(self.proxy.seen), 1)

    def test_packed_answers(self):
        fault = self.proxy.fault("gzip")
        self.assertEqual(self.call("ec2", "describe-vpcs", env=self.env), self.call("ec2", "describe-vpcs"))
        self.assertEqual(fault.hits, 1)
        self.assertIn("gzip", self.proxy.requests[0].header("accept-encoding"))

    def test_after_all_tries_the_error_is_the_last_one(self):
        self.proxy.fault("throttle", service="sqs")
        done = self.aws("call", "sqs", "list-queues", "--max-attempts", "2", env=self.env, status=254)
        self.assertIn("ThrottlingException: Rate exceeded", done.err)
        self.assertEqual(len(self.proxy.seen), 2)
        self.proxy.clear()
        self.proxy.fault("reset")
        done = self.aws("call", "sqs", "list-queues", env={**self.env, "AWS_MAX_ATTEMPTS": "2"}, status=255)
        self.assertIn("error[aws-connection]", done.err)
        self.assertIn("2 tries", done.err)
        self.proxy.clear()
        self.proxy.fault("cut", service="sqs")
        self.assertIn("error[aws-answer]", self.aws("call", "sqs", "list-queues", env=self.env, status=255).err)

    def test_nobody_there(self):
        url = f"http://127.0.0.1:{moto.free_port()}"
        self.assertIn("error[aws-connection]", self.aws("call", "sqs", "list-queues", env=self.moto.env(url=url), status=255).err)

    def test_what_is_denied_is_not_asked_again(self):
        for service, operation in (("ec2", "describe-vpcs"), ("sqs", "list-queues"), ("s3", "list-buckets"), ("iam", "list-users"), ("route53", "list-hosted-zones"), ("lambda", "list-functions")):
            with self.subTest(service=service):
                self.proxy.clear()
                self.proxy.fault("deny", service=service, code="AccessDenied", message="not for you")
                self.assertIn("AccessDenied: not for you", self.aws("call", service, operation, env=self.env, status=254).err)
                self.assertEqual(len(self.proxy.seen), 1)

    def test_a_wrong_clock_is_corrected(self):
        for seconds in (3600, -86400):
            for service, operation in (("sqs", "list-queues"), ("s3", "list-buckets")):
                with self.subTest(seconds=seconds, service=service):
                    self.proxy.clear()
                    self.proxy.fault("skew", seconds=seconds)
                    self.call(service, operation, env=self.env)
                    self.assertEqual(len(self.proxy.seen), 2)

    def test_a_malformed_200_of_a_change_is_not_sent_again(self):
        self.proxy.fault("malformed", service="sqs")
        self.aws("call", "sqs", "create-queue", "--params", '{"QueueName": "once"}', env=self.env, status=255)
        self.assertEqual(len(self.proxy.seen), 1)

    def test_expired_keys_that_cannot_be_renewed(self):
        self.proxy.fault("expired")
        self.assertIn("ExpiredToken", self.aws("call", "sqs", "list-queues", env=self.env, status=254).err)
        self.assertEqual(len(self.proxy.seen), 1)

    def test_a_bucket_elsewhere_is_followed(self):
        self.proxy.fault("deny", service="s3", times=1, status=301, code="PermanentRedirect", headers={"x-amz-bucket-region": "us-west-2"})
        self.call("s3", "get-bucket-versioning", {"Bucket": "bucket"}, env=self.env)
        self.assertEqual([r.region for r in self.proxy.requests], [moto.REGION, "us-west-2"])


MANY = os.path.join(os.path.dirname(RAMPART), "..", "..", "tests", "e2e", "aws_many")


class Many(AwsCase):
    """Hundreds of calls in flight, by the client as a library (aws_many.c)."""

    def setUp(self):
        super().setUp()
        self.proxy = FaultProxy(self.moto.url)
        self.addCleanup(self.proxy.close)

    def many(self, n, *kinds, mode="standard", attempts=3, in_flight=256):
        """{KIND: {ok, fault, error, attempts, throttled, seconds}} of n calls each of SERVICE/OPERATION/ACCOUNT."""
        done = subprocess.run([MANY, self.proxy.url, mode, str(attempts), str(in_flight), str(n), *kinds], env=moto.clean(self.moto.env(url=self.proxy.url)), capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-3000:])
        return json.loads(done.stdout)

    def answer(self, service, **how):
        return self.proxy.fault("answer", service=service, headers={"Content-Type": "application/x-amz-json-1.0"}, body=b"{}", **how)

    def test_hundreds_in_flight_over_few_connections(self):
        self.answer("sqs")
        got = self.many(1500, "sqs/ListQueues/1")["sqs/ListQueues/1"]
        self.assertEqual((got["ok"], got["attempts"]), (1500, 1500))
        self.assertLessEqual(self.proxy.connections, 64)
        self.assertEqual(len(self.proxy.seen), 1500)

    def test_calls_are_in_flight_together(self):
        self.proxy.fault("delay", service="sqs", seconds=0.5)
        started = time.monotonic()
        self.assertEqual(self.many(40, "sqs/ListQueues/1")["sqs/ListQueues/1"]["ok"], 40)
        self.assertLess(time.monotonic() - started, 40 * 0.5 / 4)

    def test_who_is_throttled_slows_nobody_else(self):
        self.proxy.fault("throttle", service="sqs", times=40)
        self.answer("sqs")
        self.answer("ssm")
        got = self.many(60, "sqs/ListQueues/1", "ssm/DescribeParameters/1", attempts=12)
        self.assertEqual([k["ok"] for k in got.values()], [60, 60])
        self.assertEqual(got["sqs/ListQueues/1"]["throttled"], 40)
        self.assertLess(got["ssm/DescribeParameters/1"]["seconds"], got["sqs/ListQueues/1"]["seconds"])

    def test_a_storm_of_throttling_in_adaptive_mode(self):
        """A service that takes 40 a second: every call is answered in the end, and far fewer are refused than are sent."""
        times = []

        def too_fast(_):
            now = time.monotonic()
            times[:] = [t for t in times if now - t < 0.5]
            if len(times) >= 20:
                return True
            times.append(now)
            return False
        self.proxy.fault("throttle", service="sqs", match=too_fast)
        self.answer("sqs")
        got = self.many(150, "sqs/ListQueues/1", mode="adaptive", attempts=20, in_flight=32)["sqs/ListQueues/1"]
        self.assertEqual(got["ok"], 150)
        self.assertGreater(got["throttled"], 0)

    def test_a_service_that_is_down_is_not_stormed(self):
        """The budget of retries ends: 300 calls are not 3,000 tries."""
        self.proxy.fault("error", service="sqs", status=503)
        got = self.many(300, "sqs/ListQueues/1", attempts=10)["sqs/ListQueues/1"]
        self.assertEqual(got["fault"], 300)
        self.assertLessEqual(got["attempts"], 300 + 500 // 14 + 1)

    def test_resets_and_halves_among_many(self):
        self.proxy.fault("reset", service="sqs", times=10)
        self.proxy.fault("truncate", service="sqs", times=10)
        self.proxy.fault("malformed", service="sqs", times=5)
        got = self.many(200, "sqs/ListQueues/1", attempts=8)["sqs/ListQueues/1"]
        self.assertEqual((got["ok"], got["attempts"]), (200, 225))


class _Metadata(http.server.BaseHTTPRequestHandler):
    """IMDSv2 and a container's endpoint."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def credentials(self, key):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.server.lasts)
        return json.dumps({"Code": "Success", "AccessKeyId": key, "SecretAccessKey": moto.KEYS["AWS_SECRET_ACCESS_KEY"], "Token": "token", "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ")})

    def do_PUT(self):
        self.server.asked.append("PUT " + self.path)
        good = self.path == "/latest/api/token" and self.headers.get("x-aws-ec2-metadata-token-ttl-seconds")
        self.say(200 if good else 400, "imds-token" if good else "")

    def do_GET(self):
        self.server.asked.append("GET " + self.path)
        if self.server.failing:
            self.server.failing -= 1
            self.say(500, "")
        elif self.path == "/container":
            self.say(*((200, self.credentials("AKIACONTAINER")) if self.headers.get("authorization") == "Bearer x" else (403, "")))
        elif self.headers.get("x-aws-ec2-metadata-token") != "imds-token":
            self.say(401, "")
        elif self.path == "/latest/meta-data/iam/security-credentials/":
            self.say(200, "instance-role")
        else:
            self.say(*((200, self.credentials("AKIAINSTANCE")) if self.path.endswith("/instance-role") else (404, "")))


class Credentials(AwsCase):
    def setUp(self):
        super().setUp()
        self.moto.reset()
        self.proxy = FaultProxy(self.moto.url)
        self.addCleanup(self.proxy.close)

    def env_of(self, config="", credentials="", **more):
        return self.moto.env(keys=False, url=self.proxy.url, AWS_CONFIG_FILE=self.write("config", config), AWS_SHARED_CREDENTIALS_FILE=self.write("credentials", credentials), **more)

    def key_of(self, env, *args):
        """The key that signed a call."""
        self.proxy.clear()
        self.call("sqs", "list-queues", None, *args, env=env)
        return self.proxy.requests[-1].key_id

    def refused(self, env, *args, status=253):
        done = self.aws("call", "sqs", "list-queues", *args, env=env, status=status)
        self.assertNotIn("HIDDEN-TEXT", done.err)
        return done.err

    def metadata(self, lasts=3600):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Metadata)
        server.asked, server.failing, server.lasts = [], 0, lasts
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, f"http://127.0.0.1:{server.server_address[1]}"

    def test_environment_before_profile(self):
        env = self.env_of(credentials="[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = HIDDEN-TEXT\n", AWS_ACCESS_KEY_ID="AKIAENV", AWS_SECRET_ACCESS_KEY="HIDDEN-TEXT")
        self.assertEqual(self.key_of(env), "AKIAENV")
        self.assertEqual(self.key_of(env, "--profile", "default"), "AKIAFILE")   # named on purpose
        self.assertEqual(self.key_of({**env, "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}), "AKIAFILE")

    def test_half_a_pair_is_refused(self):
        self.assertIn("AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY", self.refused(self.env_of(AWS_ACCESS_KEY_ID="AKIA")))
        self.assertIn("profile default has no aws_secret_access_key", self.refused(self.env_of(credentials="[default]\naws_access_key_id = A\n")))

    def test_profile_region_and_end_point(self):
        env = self.env_of(config=f"[profile p]\nregion = ap-south-1\nservices = s\nendpoint_url = http://127.0.0.1:1\n[services s]\nsqs =\n  endpoint_url = {self.proxy.url}\n",
                          credentials="[p]\naws_access_key_id = AKIAP\naws_secret_access_key = HIDDEN-TEXT\n", AWS_PROFILE="p", AWS_ENDPOINT_URL=None, AWS_REGION=None, AWS_DEFAULT_REGION=None)
        self.assertEqual(self.key_of(env), "AKIAP")
        self.assertEqual(self.proxy.requests[-1].region, "ap-south-1")
        self.assertIn("127.0.0.1:1", self.aws("call", "sns", "list-topics", "--max-attempts", "1", env=env, status=255).err)

    def test_end_points_of_services_come_first(self):
        env = self.env_of(AWS_ACCESS_KEY_ID="A", AWS_SECRET_ACCESS_KEY="HIDDEN-TEXT", AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_ENDPOINT_URL_SQS=self.proxy.url)
        self.assertEqual(self.key_of(env), "A")
        self.assertEqual(self.key_of({**env, "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1"}, "--endpoint-url", self.proxy.url), "A")

    def test_a_profile_that_is_not_there(self):
        self.assertIn("profile nobody is neither in", self.refused(self.env_of(), "--profile", "nobody"))

    def test_no_credentials_at_all(self):
        self.assertIn("error[aws-no-credentials]", self.refused(self.env_of()))

    def test_a_broken_file_is_named_with_its_line(self):
        self.assertIn("config:2", self.refused(self.env_of(config="[default]\nnonsense\n")))

    def test_roles_of_roles(self):
        config = (f"[profile one]\nrole_arn = {moto.role('222222222222')}\nsource_profile = keys\nexternal_id = ext-1\nrole_session_name = session-1\n"
                  f"[profile two]\nrole_arn = {moto.role('333333333333')}\nsource_profile = one\n[profile loop]\nrole_arn = {ROLE}\nsource_profile = loop2\n"
                  f"[profile loop2]\nrole_arn = {ROLE}\nsource_profile = loop\n[profile mfa]\nrole_arn = {ROLE}\nsource_profile = keys\nmfa_serial = arn:aws:iam::1:mfa/x\n"
                  f"[profile both]\nrole_arn = {ROLE}\nsource_profile = keys\ncredential_source = Environment\n[profile none]\nrole_arn = {ROLE}\n"
                  f"[profile env]\nrole_arn = {ROLE}\ncredential_source = Environment\n[profile gone]\nrole_arn = {ROLE}\nsource_profile = nowhere\n")
        keys = "\n".join(f"{k.lower()} = {v}" for k, v in moto.KEYS.items())
        env = self.env_of(config=config, credentials=f"[keys]\n{keys}\n")
        self.assertEqual(self.call("sts", "get-caller-identity", None, "--profile", "two", env=env)["Account"], "333333333333")
        assumed = [r for r in self.proxy.requests if r.operation == "AssumeRole"]
        self.assertEqual(len(assumed), 2)
        self.assertIn(b"ExternalId=ext-1", assumed[0].body)
        self.assertIn(b"RoleSessionName=session-1", assumed[0].body)
        self.assertNotIn(b"ExternalId", assumed[1].body)
        self.assertEqual(self.call("sts", "get-caller-identity", None, "--profile", "env", env={**env, **moto.KEYS})["Account"], "222222222222")
        for profile, words in (("loop", "leads back"), ("mfa", "MFA"), ("both", "both source_profile and credential_source"), ("none", "neither source_profile nor credential_source"),
                               ("gone", "'nowhere' is not in the files")):
            with self.subTest(profile=profile):
                self.assertIn(words, self.refused(env, "--profile", profile))

    def test_a_role_that_may_not_be_assumed(self):
        keys = "\n".join(f"{k.lower()} = {v}" for k, v in moto.KEYS.items())
        env = self.env_of(config=f"[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\n", credentials=f"[keys]\n{keys}\n")
        self.proxy.fault("deny", service="sts", message="not authorized to perform: sts:AssumeRole")
        err = self.refused(env, "--profile", "r")
        self.assertIn("profile r: AssumeRole is refused: AccessDenied: not authorized to perform: sts:AssumeRole", err)

    def test_expired_roles_are_assumed_again_once(self):
        keys = "\n".join(f"{k.lower()} = {v}" for k, v in moto.KEYS.items())
        env = self.env_of(config=f"[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\n", credentials=f"[keys]\n{keys}\n")
        self.proxy.fault("expired", service="sqs", times=1)
        self.call("sqs", "list-queues", None, "--profile", "r", env=env)
        self.assertEqual([o for _, o in self.proxy.seen], ["AssumeRole", "ListQueues", "AssumeRole", "ListQueues"])
        keys_used = [r.key_id for r in self.proxy.requests if r.service == "sqs"]
        self.assertNotEqual(*keys_used)
        self.proxy.clear()
        self.proxy.fault("expired", service="sqs")
        self.assertIn("ExpiredToken", self.aws("call", "sqs", "list-queues", "--profile", "r", env=env, status=254).err)
        self.assertEqual(len(self.proxy.seen), 4)

    def test_a_process(self):
        script = self.write("give creds.py", "import json, sys\nprint(json.dumps({'Version': int(sys.argv[1]), 'AccessKeyId': 'AKIAPROCESS', 'SecretAccessKey': 'HIDDEN-TEXT', "
                                            "'Expiration': sys.argv[2]}))\nsys.exit(int(sys.argv[3]))\n")
        for version, until, status, words in ((1, "2099-01-01T00:00:00Z", 0, None), (2, "2099-01-01T00:00:00Z", 0, "Version"), (1, "2001-01-01T00:00:00Z", 0, "expired"),
                                              (1, "soon", 0, "no time"), (1, "2099-01-01T00:00:00+00:00", 3, "status 3")):
            env = self.env_of(config=f"[profile p]\ncredential_process = python3 '{script}' {version} {until} {status}\n", AWS_PROFILE="p")
            with self.subTest(version=version, until=until, status=status):
                if words:
                    self.assertIn(words, self.refused(env))
                else:
                    self.assertEqual(self.key_of(env), "AKIAPROCESS")
        self.assertIn("no-such-program", self.refused(self.env_of(config="[profile p]\ncredential_process = no-such-program x\n", AWS_PROFILE="p")))

    def test_web_identity(self):
        token = self.write("token", "eyJ.web.identity\n")
        for env in (self.env_of(AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=token, AWS_ROLE_SESSION_NAME="s"),
                    self.env_of(config=f"[profile w]\nrole_arn = {ROLE}\nweb_identity_token_file = {token}\n", AWS_PROFILE="w")):
            self.proxy.clear()
            self.assertEqual(self.call("sts", "get-caller-identity", env=env)["Account"], "222222222222")
            first = self.proxy.requests[0]
            self.assertEqual((first.operation, first.key_id), ("AssumeRoleWithWebIdentity", ""))
            self.assertIn(b"WebIdentityToken=eyJ.web.identity", first.body)
        self.assertIn("the web identity token", self.refused(self.env_of(AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE="/nowhere")))

    def test_an_instance(self):
        server, url = self.metadata()
        env = self.env_of(AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=url, http_proxy="http://127.0.0.1:1", no_proxy=None)
        env["AWS_ENDPOINT_URL"] = self.proxy.url
        self.assertEqual(self.key_of({**env, "no_proxy": "127.0.0.1"}), "AKIAINSTANCE")
        self.assertEqual(server.asked, ["PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials/instance-role"])
        server.failing = 1
        self.assertEqual(self.key_of({**env, "no_proxy": "127.0.0.1"}), "AKIAINSTANCE")
        gone = self.env_of(AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=f"http://127.0.0.1:{moto.free_port()}")
        self.assertIn("error[aws-no-credentials]", self.refused(gone))

    def test_credentials_that_end_soon_are_used_and_not_asked_for_each_call(self):
        server, url = self.metadata(lasts=100)
        env = self.env_of(AWS_CONTAINER_CREDENTIALS_FULL_URI=url + "/container", AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer x")
        self.proxy.fault("answer", service="sqs", headers={"Content-Type": "application/x-amz-json-1.0"}, body=b"{}")
        done = subprocess.run([MANY, self.proxy.url, "standard", "3", "8", "50", "sqs/ListQueues/1"], env=moto.clean(env), capture_output=True, timeout=60, check=False)
        self.assertEqual(json.loads(done.stdout)["sqs/ListQueues/1"]["ok"], 50, done.stderr)
        self.assertEqual(server.asked, ["GET /container"])
        server.lasts = -5
        self.assertIn("have expired already", self.refused(env))

    def test_a_container(self):
        server, url = self.metadata()
        token = self.write("token", "Bearer x\n")
        env = self.env_of(AWS_CONTAINER_CREDENTIALS_FULL_URI=url + "/container", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token)
        self.assertEqual(self.key_of(env), "AKIACONTAINER")
        self.assertEqual(server.asked, ["GET /container"])
        self.assertIn("status 403", self.refused({**env, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": None}))
        self.assertIn("no token is sent there", self.refused(self.env_of(AWS_CONTAINER_CREDENTIALS_FULL_URI="http://example.com/x")))

    def test_an_sso_session(self):
        import hashlib
        config = ("[profile s]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Audit\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n")
        name = hashlib.sha1(b"corp").hexdigest()
        env = self.env_of(config=config, AWS_PROFILE="s")
        self.assertIn("run aws sso login", self.refused(env))
        self.write(f".aws/sso/cache/{name}.json", json.dumps({"accessToken": "sso-token", "expiresAt": "2001-01-01T00:00:00Z"}))
        self.assertIn("has expired", self.refused(env))
        self.write(f".aws/sso/cache/{name}.json", json.dumps({"accessToken": "sso-token", "expiresAt": "2099-01-01T00:00:00Z"}))
        body = json.dumps({"roleCredentials": {"accessKeyId": "AKIASSO", "secretAccessKey": "HIDDEN-TEXT", "sessionToken": "t", "expiration": int(time.time() + 3600) * 1000}}).encode()
        self.proxy.fault("answer", match=lambda r: r.path.startswith("/federation/credentials"), headers={"Content-Type": "application/json"}, body=body)
        self.call("sqs", "list-queues", env=env)
        asked = next(r for r in self.proxy.requests if r.path.startswith("/federation/credentials"))
        self.assertEqual((asked.header("x-amz-sso_bearer_token"), asked.key_id), ("sso-token", ""))
        self.assertIn("role_name=Audit", asked.path)
        self.assertEqual(self.proxy.requests[-1].key_id, "AKIASSO")

    def test_without_a_signature(self):
        self.proxy.fault("answer", headers={"Content-Type": "application/x-amz-json-1.0"}, body=b"{}")
        self.aws("call", "sqs", "list-queues", "--no-sign-request", env=self.env_of())
        self.assertEqual(self.proxy.requests[-1].header("authorization"), "")


if __name__ == "__main__":
    unittest.main()
