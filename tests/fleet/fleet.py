"""A fleet of AWS accounts for tests and benches: an organisation in moto with accounts, regions, and in each the good and bad things that real ones have.

    fleet = Fleet(moto.bare(), accounts=3, seed=1).build()
    fleet.accounts   # [{"id", "name", "unit"}]; the management account is moto's own and first
    fleet.config()   # the text of a rampart.yaml for it

What is made depends on the seed, the account's number and the region alone (ids that moto draws do not). One client a service and region serves all accounts: whose call it is
stands in its signature. As a program it fills a running server: fleet.py --url URL --accounts 50."""
import argparse
import json
import os
import random
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import moto  # noqa: E402

REGIONS = ("eu-west-1", "eu-central-1", "us-east-1", "us-west-2")
UNITS = ("prod/payments", "prod/web", "sandbox", "security")
ROLE = "RampartAudit"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ADMIN = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
READ = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::*/*"}]})
ZIP = b"PK\x05\x06" + b"\0" * 18
ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


class _Keys:
    """Credentials that are those of the account that this thread works for; botocore asks for them with each call."""
    method = "fleet"

    def __init__(self):
        self.local = threading.local()

    def get_frozen_credentials(self):
        from botocore.credentials import ReadOnlyCredentials
        k = self.local.keys
        return ReadOnlyCredentials(k["AWS_ACCESS_KEY_ID"], k["AWS_SECRET_ACCESS_KEY"], k.get("AWS_SESSION_TOKEN"), None)

    def get_deferred_property(self, name):
        return lambda: None

    access_key = property(lambda self: self.get_frozen_credentials().access_key)
    secret_key = property(lambda self: self.get_frozen_credentials().secret_key)
    token = property(lambda self: self.get_frozen_credentials().token)


class Fleet:
    def __init__(self, server, accounts=3, regions=REGIONS, seed=1, threads=4):
        self.url, self.seed, self.regions, self.n, self.threads = server.url if hasattr(server, "url") else server, seed, regions, accounts, threads
        self.keys, self.clients, self.lock, self.accounts, self.roles = _Keys(), {}, threading.Lock(), [], {}
        self.resources = 0

    # --- whose calls ---

    def client(self, service, region):
        with self.lock:
            if (service, region) not in self.clients:
                import botocore.session
                from botocore.config import Config
                session = self.session = getattr(self, "session", None) or botocore.session.get_session()
                session._credentials = self.keys
                self.clients[service, region] = session.create_client(service, region_name=region, endpoint_url=self.url,
                                                                      config=Config(parameter_validation=False, max_pool_connections=self.threads, retries={"max_attempts": 2}))
            return self.clients[service, region]

    def use(self, account):
        """This thread works for that account from now on."""
        if account == moto.ACCOUNT:
            self.keys.local.keys = moto.KEYS
            return
        if account not in self.roles:
            self.keys.local.keys = moto.KEYS
            got = self.client("sts", self.regions[0]).assume_role(RoleArn=moto.role(account, ROLE), RoleSessionName="fleet")["Credentials"]
            self.roles[account] = {"AWS_ACCESS_KEY_ID": got["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": got["SecretAccessKey"], "AWS_SESSION_TOKEN": got["SessionToken"]}
        self.keys.local.keys = self.roles[account]

    # --- the organisation ---

    def organization(self):
        self.use(moto.ACCOUNT)
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/seed?a={self.seed}", method="POST"), timeout=30):
            pass
        o = self.client("organizations", "us-east-1")
        o.create_organization(FeatureSet="ALL")
        root = o.list_roots()["Roots"][0]["Id"]
        units = {"": root}
        for path in UNITS:
            above = ""
            for name in path.split("/"):
                here = f"{above}/{name}".strip("/")
                if here not in units:
                    units[here] = o.create_organizational_unit(ParentId=units[above], Name=name)["OrganizationalUnit"]["Id"]
                above = here
        self.units = units
        self.accounts = [{"id": moto.ACCOUNT, "name": "master", "unit": "root"}]
        for i in range(1, self.n):
            name, unit = f"account-{i:03d}", UNITS[i % len(UNITS)]
            account = o.create_account(AccountName=name, Email=f"{name}@example.com", Tags=[{"Key": "team", "Value": ("payments", "web", "data")[i % 3]}])["CreateAccountStatus"]["AccountId"]
            o.move_account(AccountId=account, SourceParentId=root, DestinationParentId=units[unit])
            self.accounts.append({"id": account, "name": name, "unit": f"root/{unit}"})

    # --- what is in an account ---

    def build(self):
        self.organization()
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(lambda i: self.furnish(i), range(len(self.accounts))))
        return self

    def furnish(self, i):
        self.use(self.accounts[i]["id"])
        self.identity(i, random.Random(f"{self.seed}/{i}/global"))
        for region in self.regions:
            r = random.Random(f"{self.seed}/{i}/{region}")
            for make in (self.network, self.buckets, self.data, self.compute, self.watching):
                make(i, region, r)

    def made(self, n=1):
        with self.lock:
            self.resources += n

    def identity(self, i, r):
        iam = self.client("iam", "us-east-1")
        if r.random() < 0.6:
            iam.update_account_password_policy(MinimumPasswordLength=r.choice((8, 14, 16)), RequireSymbols=r.random() < 0.5, RequireNumbers=True, PasswordReusePrevention=r.choice((1, 24)),
                                               RequireUppercaseCharacters=True, RequireLowercaseCharacters=True, MaxPasswordAge=r.choice((30, 90, 365)))
        iam.create_role(RoleName="function", AssumeRolePolicyDocument=TRUST)
        for k in range(3):
            user = f"user-{k}"
            iam.create_user(UserName=user)
            if r.random() < 0.5:
                iam.create_access_key(UserName=user)
            if r.random() < 0.4:
                iam.put_user_policy(UserName=user, PolicyName="inline", PolicyDocument=ADMIN if r.random() < 0.4 else READ)
        arn = iam.create_policy(PolicyName="wide", PolicyDocument=ADMIN if r.random() < 0.5 else READ)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="function", PolicyArn=arn)
        self.made(5)

    def network(self, i, region, r):
        ec2 = self.client("ec2", region)
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{k}.0/24", AvailabilityZone=region + z)["Subnet"]["SubnetId"] for k, z in enumerate("ab")]
        if r.random() < 0.5:
            ec2.modify_subnet_attribute(SubnetId=subnets[0], MapPublicIpOnLaunch={"Value": True})
        for k in range(2):
            group = ec2.create_security_group(GroupName=f"group-{k}", Description="made for a test", VpcId=vpc)["GroupId"]
            port = r.choice((22, 443, 3389, 5432))
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
                                                                                "IpRanges": ANYWHERE if r.random() < 0.5 else [{"CidrIp": "10.0.0.0/8"}]}])
        self.subnets = getattr(self, "subnets", {})
        self.subnets[i, region] = subnets
        self.made(5)

    def buckets(self, i, region, r):
        s3 = self.client("s3", region)
        for k in range(2):
            name = f"fleet-{self.seed}-{i}-{region}-{k}"
            s3.create_bucket(Bucket=name, **({} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}))
            if r.random() < 0.5:
                s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={f: True for f in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")})
            if r.random() < 0.5:
                s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            if r.random() < 0.3:
                s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/*",
                                                                                                     "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}))
            if r.random() < 0.1:
                s3.put_bucket_acl(Bucket=name, ACL="public-read")
        self.made(2)

    def data(self, i, region, r):
        kms = self.client("kms", region)
        key = kms.create_key(Description="fleet")["KeyMetadata"]["KeyId"]
        if r.random() < 0.5:
            kms.enable_key_rotation(KeyId=key)
        ec2 = self.client("ec2", region)
        for _ in range(2):
            ec2.create_volume(AvailabilityZone=region + "a", Size=8, Encrypted=r.random() < 0.5)
        self.client("dynamodb", region).create_table(TableName="table", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
                                                     AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], DeletionProtectionEnabled=r.random() < 0.5)
        if r.random() < 0.5:
            self.client("rds", region).create_db_instance(DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres", MasterUsername="u", MasterUserPassword="password123",
                                                          AllocatedStorage=10, PubliclyAccessible=r.random() < 0.3, StorageEncrypted=r.random() < 0.5, BackupRetentionPeriod=r.choice((0, 7)))
        self.client("secretsmanager", region).create_secret(Name="secret", SecretString="x")
        self.made(5)

    def compute(self, i, region, r):
        self.client("lambda", region).create_function(FunctionName="function", Runtime=r.choice(("python3.8", "python3.12")), Role=f"arn:aws:iam::{self.accounts[i]['id']}:role/function",
                                                      Handler="h.h", Code={"ZipFile": ZIP}, TracingConfig={"Mode": r.choice(("Active", "PassThrough"))})
        sns = self.client("sns", region)
        sns.create_topic(Name="topic", **({"Attributes": {"KmsMasterKeyId": "alias/aws/sns"}} if r.random() < 0.5 else {}))
        self.client("sqs", region).create_queue(QueueName="queue", Attributes={"SqsManagedSseEnabled": "true" if r.random() < 0.5 else "false"})
        self.client("ecr", region).create_repository(repositoryName="repository", imageScanningConfiguration={"scanOnPush": r.random() < 0.5},
                                                     imageTagMutability=r.choice(("MUTABLE", "IMMUTABLE")))
        if r.random() < 0.5:
            self.client("elbv2", region).create_load_balancer(Name="balancer", Subnets=self.subnets[i, region], Scheme=r.choice(("internal", "internet-facing")))
        self.made(5)

    def watching(self, i, region, r):
        self.client("logs", region).create_log_group(logGroupName="/group", **({"tags": {"a": "b"}}))
        if r.random() < 0.5:
            self.client("logs", region).put_retention_policy(logGroupName="/group", retentionInDays=r.choice((30, 365)))
        if region == self.regions[0] and r.random() < 0.7:
            trail = self.client("cloudtrail", region)
            trail.create_trail(Name="trail", S3BucketName=f"fleet-{self.seed}-{i}-{region}-0", IsMultiRegionTrail=r.random() < 0.5, EnableLogFileValidation=r.random() < 0.5)
            trail.start_logging(Name="trail")
        self.made(1)

    def config(self, **more):
        """A rampart.yaml for it; more: further top level fields, as JSON."""
        fields = {"management_account": moto.ACCOUNT, "role": {"name": ROLE}, "regions": list(self.regions), **more}
        return "".join(f"{k}: {json.dumps(v)}\n" for k, v in fields.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--url", required=True, help="of a running moto server, empty")
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--config", help="where to write a rampart.yaml for it")
    args = parser.parse_args()
    if not moto.available():
        sys.exit(moto.why)
    begun = time.monotonic()
    fleet = Fleet(args.url, args.accounts, seed=args.seed).build()
    if args.config:
        with open(args.config, "w", encoding="utf-8") as f:
            f.write(fleet.config())
    print(f"{len(fleet.accounts)} accounts, {len(fleet.regions)} regions, {fleet.resources} resources made in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
