"""An account that changes at random, and the events that CloudTrail would tell of it. Seeded: the same seed makes the same calls (ids that the server makes up differ).

    world = World(moto, seed)
    for event, about in world.change(): ...   # one change: its events, each with the names that it touches"""
import io
import json
import random
import zipfile

from moto import ACCOUNT, REGION
from watching import event

MOST = 24   # of a kind
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as z:
    z.writestr("main.py", "def handler(event, context): pass")


def policy(action, resource="*", **principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **principal}]})


class World:
    def __init__(self, moto, seed, kinds=None):
        self.random, self.count = random.Random(seed), 0
        self.aws = {s: moto.client(s) for s in ("s3", "iam", "kms", "sqs", "sns", "logs", "dynamodb", "ec2", "lambda")}
        self.there = {kind: [] for kind in ("bucket", "user", "role", "policy", "key", "queue", "topic", "group", "table", "volume", "sg", "vpc", "instance", "function")}
        self.kinds = kinds or list(self.there)
        if "volume" in self.kinds:   # moto makes EBS's own key with the first encrypted volume, and takes it for a customer's
            self.aws["ec2"].delete_volume(VolumeId=self.aws["ec2"].create_volume(AvailabilityZone=f"{REGION}a", Size=8, Encrypted=True)["VolumeId"])
        self.images = self.aws["ec2"].describe_images(Owners=["amazon"], MaxResults=5)["Images"] if "instance" in self.kinds else []

    def change(self):
        """One random change: [(event, names)]; [] where the service refused it."""
        r, kind = self.random, self.random.choice(self.kinds)
        items = self.there[kind]
        what = "create" if not items or (len(items) < MOST and r.random() < 0.3) else "delete" if r.random() < 0.15 else "update"
        self.count += 1
        if what == "create":
            item, events = getattr(self, "create_" + kind)(f"{kind}-{self.count:06d}")
            items.append(item)
        else:
            item = r.choice(items)
            events = getattr(self, f"{what}_{kind}")(item)
            if what == "delete":
                items.remove(item)
        return [(event(name, service, parameters, answer, **more), (item if isinstance(item, str) else item[0], *names))
                for service, name, parameters, answer, names, *rest in events for more in (rest or [{}])]

    def on(self):
        return self.random.random() < 0.5

    # --- s3 ---
    def s3(self, name, bucket):
        return ("s3", name, {"bucketName": bucket}, None, ())

    def create_bucket(self, name):
        self.aws["s3"].create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return name, [self.s3("CreateBucket", name)]

    def delete_bucket(self, b):
        self.aws["s3"].delete_bucket(Bucket=b)
        return [self.s3("DeleteBucket", b)]

    def update_bucket(self, b):
        s3 = self.aws["s3"]
        flags = {k: self.on() for k in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")}
        return [self.s3(*self.random.choice([
            lambda: (s3.put_bucket_versioning(Bucket=b, VersioningConfiguration={"Status": "Enabled" if self.on() else "Suspended"}), ("PutBucketVersioning", b))[1],
            lambda: (s3.put_public_access_block(Bucket=b, PublicAccessBlockConfiguration=flags), ("PutBucketPublicAccessBlock", b))[1],
            lambda: (s3.delete_public_access_block(Bucket=b), ("DeleteBucketPublicAccessBlock", b))[1],
            lambda: (s3.put_bucket_tagging(Bucket=b, Tagging={"TagSet": [{"Key": "team", "Value": self.random.choice("abc")}]}), ("PutBucketTagging", b))[1],
            lambda: (s3.delete_bucket_tagging(Bucket=b), ("DeleteBucketTagging", b))[1],
            lambda: (s3.put_bucket_policy(Bucket=b, Policy=policy("s3:GetObject", f"arn:aws:s3:::{b}/*", Principal="*" if self.on() else {"AWS": ACCOUNT})), ("PutBucketPolicy", b))[1],
            lambda: (s3.delete_bucket_policy(Bucket=b), ("DeleteBucketPolicy", b))[1],
            lambda: (s3.put_bucket_encryption(Bucket=b, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}), ("PutBucketEncryption", b))[1],
            lambda: (s3.put_bucket_lifecycle_configuration(Bucket=b, LifecycleConfiguration={"Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": self.random.choice([1, 30])}}]}),
                     ("PutBucketLifecycle", b))[1],
        ])())]

    # --- iam: global, its events are logged in us-east-1 ---
    def iam(self, name, parameters, answer=None, names=()):
        return ("iam", name, parameters, answer, (*names, "rampart_account_summary"), {"region": "us-east-1"})   # which counts users, roles, policies

    def create_user(self, name):
        self.aws["iam"].create_user(UserName=name)
        return [name, False, 0], [self.iam("CreateUser", {"userName": name})]

    def delete_user(self, u):
        events = []
        if u[1]:
            self.aws["iam"].delete_user_policy(UserName=u[0], PolicyName="p")
            events.append(self.iam("DeleteUserPolicy", {"userName": u[0], "policyName": "p"}))
        for key in self.aws["iam"].list_access_keys(UserName=u[0])["AccessKeyMetadata"]:
            self.aws["iam"].delete_access_key(UserName=u[0], AccessKeyId=key["AccessKeyId"])
            events.append(self.iam("DeleteAccessKey", {"userName": u[0], "accessKeyId": key["AccessKeyId"]}, names=(key["AccessKeyId"],)))
        self.aws["iam"].delete_user(UserName=u[0])
        return [*events, self.iam("DeleteUser", {"userName": u[0]})]

    def update_user(self, u):
        iam = self.aws["iam"]
        if u[2] < 2 and self.random.random() < 0.3:
            key = iam.create_access_key(UserName=u[0])["AccessKey"]["AccessKeyId"]
            u[2] += 1
            return [self.iam("CreateAccessKey", {"userName": u[0]}, {"accessKey": {"accessKeyId": key, "userName": u[0]}}, (key,))]
        if self.on():
            iam.tag_user(UserName=u[0], Tags=[{"Key": "team", "Value": self.random.choice("abc")}])
            return [self.iam("TagUser", {"userName": u[0]})]
        iam.put_user_policy(UserName=u[0], PolicyName="p", PolicyDocument=policy("*" if self.on() else "s3:GetObject"))
        u[1] = True
        return [self.iam("PutUserPolicy", {"userName": u[0], "policyName": "p"})]

    def create_role(self, name):
        self.aws["iam"].create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        return [name, False, set()], [self.iam("CreateRole", {"roleName": name})]

    def delete_role(self, role):
        events = []
        if role[1]:
            self.aws["iam"].delete_role_policy(RoleName=role[0], PolicyName="p")
            events.append(self.iam("DeleteRolePolicy", {"roleName": role[0], "policyName": "p"}))
        for arn in sorted(role[2]):
            self.aws["iam"].detach_role_policy(RoleName=role[0], PolicyArn=arn)
            events.append(self.iam("DetachRolePolicy", {"roleName": role[0], "policyArn": arn}, names=(arn,)))
        self.aws["iam"].delete_role(RoleName=role[0])
        return [*events, self.iam("DeleteRole", {"roleName": role[0]})]

    def update_role(self, role):
        iam, policies = self.aws["iam"], self.there["policy"]
        if policies and self.random.random() < 0.3:
            arn = self.random.choice(policies)[0]
            if arn in role[2]:
                iam.detach_role_policy(RoleName=role[0], PolicyArn=arn)
                role[2].discard(arn)
                return [self.iam("DetachRolePolicy", {"roleName": role[0], "policyArn": arn}, names=(arn,))]
            iam.attach_role_policy(RoleName=role[0], PolicyArn=arn)
            role[2].add(arn)
            return [self.iam("AttachRolePolicy", {"roleName": role[0], "policyArn": arn}, names=(arn,))]
        if self.on():
            iam.update_assume_role_policy(RoleName=role[0], PolicyDocument=TRUST if self.on() else TRUST.replace("ec2", "lambda"))
            return [self.iam("UpdateAssumeRolePolicy", {"roleName": role[0]})]
        iam.put_role_policy(RoleName=role[0], PolicyName="p", PolicyDocument=policy("*" if self.on() else "s3:GetObject"))
        role[1] = True
        return [self.iam("PutRolePolicy", {"roleName": role[0], "policyName": "p"})]

    def create_policy(self, name):
        arn = self.aws["iam"].create_policy(PolicyName=name, PolicyDocument=policy("*" if self.on() else "s3:GetObject"))["Policy"]["Arn"]
        return [arn, 1], [self.iam("CreatePolicy", {"policyName": name}, {"policy": {"arn": arn}}, (name,))]

    def delete_policy(self, p):
        events = []
        for role in self.there["role"]:
            if p[0] in role[2]:
                self.aws["iam"].detach_role_policy(RoleName=role[0], PolicyArn=p[0])
                role[2].discard(p[0])
                events.append(self.iam("DetachRolePolicy", {"roleName": role[0], "policyArn": p[0]}, names=(role[0],)))
        for version in range(2, p[1] + 1):
            self.aws["iam"].delete_policy_version(PolicyArn=p[0], VersionId=f"v{version - 1}")
        self.aws["iam"].delete_policy(PolicyArn=p[0])
        return [*events, self.iam("DeletePolicy", {"policyArn": p[0]})]

    def update_policy(self, p):
        if p[1] >= 4:
            return []
        self.aws["iam"].create_policy_version(PolicyArn=p[0], PolicyDocument=policy("*" if self.on() else "kms:Decrypt"), SetAsDefault=True)
        p[1] += 1
        return [self.iam("CreatePolicyVersion", {"policyArn": p[0], "setAsDefault": True})]

    # --- kms ---
    def create_key(self, name):
        key = self.aws["kms"].create_key(Description=name)["KeyMetadata"]["KeyId"]
        return [key, name], [("kms", "CreateKey", {"description": name}, {"keyMetadata": {"keyId": key}}, (name,))]

    def delete_key(self, key):
        self.aws["kms"].schedule_key_deletion(KeyId=key[0], PendingWindowInDays=7)
        return [("kms", "ScheduleKeyDeletion", {"keyId": key[0], "pendingWindowInDays": 7}, None, ())]

    def update_key(self, key):
        name = self.random.choice(["EnableKeyRotation", "DisableKeyRotation", "DisableKey", "EnableKey", "TagResource", "CreateAlias"])
        kms, word = self.aws["kms"], key[0] if self.on() else f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key[0]}"   # events have either
        if name == "TagResource":
            kms.tag_resource(KeyId=key[0], Tags=[{"TagKey": "team", "TagValue": self.random.choice("abc")}])
        elif name == "CreateAlias":
            alias = f"alias/{key[1]}-{self.count}"
            kms.create_alias(AliasName=alias, TargetKeyId=key[0])
            return [("kms", "CreateAlias", {"aliasName": alias, "targetKeyId": key[0]}, None, (alias,))]
        else:
            if name.endswith("Rotation") and not kms.describe_key(KeyId=key[0])["KeyMetadata"]["Enabled"]:
                return []
            {"EnableKeyRotation": kms.enable_key_rotation, "DisableKeyRotation": kms.disable_key_rotation, "DisableKey": kms.disable_key, "EnableKey": kms.enable_key}[name](KeyId=key[0])
        return [("kms", name, {"keyId": word}, None, ())]

    # --- sqs, sns, logs, dynamodb ---
    def create_queue(self, name):
        url = self.aws["sqs"].create_queue(QueueName=name)["QueueUrl"]
        return [url, name], [("sqs", "CreateQueue", {"queueName": name}, {"queueUrl": url}, (name,))]

    def delete_queue(self, q):
        self.aws["sqs"].delete_queue(QueueUrl=q[0])
        return [("sqs", "DeleteQueue", {"queueUrl": q[0]}, None, (q[1],))]

    def update_queue(self, q):
        if self.on():
            self.aws["sqs"].tag_queue(QueueUrl=q[0], Tags={"team": self.random.choice("abc")})
            return [("sqs", "TagQueue", {"queueUrl": q[0]}, None, (q[1],))]
        self.aws["sqs"].set_queue_attributes(QueueUrl=q[0], Attributes={"VisibilityTimeout": str(self.random.randrange(60)), "SqsManagedSseEnabled": "true" if self.on() else "false"})
        return [("sqs", "SetQueueAttributes", {"queueUrl": q[0]}, None, (q[1],))]

    def create_topic(self, name):
        arn = self.aws["sns"].create_topic(Name=name)["TopicArn"]
        return [arn, []], [("sns", "CreateTopic", {"name": name}, {"topicArn": arn}, ())]

    def delete_topic(self, t):
        events = []
        for arn in t[1]:
            self.aws["sns"].unsubscribe(SubscriptionArn=arn)
            events.append(("sns", "Unsubscribe", {"subscriptionArn": arn}, None, ()))
        self.aws["sns"].delete_topic(TopicArn=t[0])
        return [*events, ("sns", "DeleteTopic", {"topicArn": t[0]}, None, ())]

    def update_topic(self, t):
        sns = self.aws["sns"]
        if not t[1] and self.on():
            arn = sns.subscribe(TopicArn=t[0], Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q", ReturnSubscriptionArn=True)["SubscriptionArn"]
            t[1].append(arn)
            return [("sns", "Subscribe", {"topicArn": t[0]}, {"subscriptionArn": arn}, ())]
        sns.set_topic_attributes(TopicArn=t[0], AttributeName="DisplayName", AttributeValue=f"d{self.random.randrange(9)}")
        return [("sns", "SetTopicAttributes", {"topicArn": t[0]}, None, ())]

    def create_group(self, name):
        self.aws["logs"].create_log_group(logGroupName=name)
        return [name, False], [("logs", "CreateLogGroup", {"logGroupName": name}, None, ())]

    def delete_group(self, g):
        self.aws["logs"].delete_log_group(logGroupName=g[0])
        return [("logs", "DeleteLogGroup", {"logGroupName": g[0]}, None, ())]

    def update_group(self, g):
        logs = self.aws["logs"]
        if self.random.random() < 0.3:
            logs.put_metric_filter(logGroupName=g[0], filterName=f"f-{g[0]}", filterPattern='{$.a = "b"}', metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}])
            g[1] = True
            return [("logs", "PutMetricFilter", {"logGroupName": g[0], "filterName": f"f-{g[0]}"}, None, ())]
        logs.put_retention_policy(logGroupName=g[0], retentionInDays=self.random.choice([7, 30, 365]))
        return [("logs", "PutRetentionPolicy", {"logGroupName": g[0]}, None, ())]

    def create_table(self, name):
        self.aws["dynamodb"].create_table(TableName=name, KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
        return name, [("dynamodb", "CreateTable", {"tableName": name}, None, ())]

    def delete_table(self, t):
        self.aws["dynamodb"].delete_table(TableName=t)
        return [("dynamodb", "DeleteTable", {"tableName": t}, None, ())]

    def update_table(self, t):
        if self.on():
            self.aws["dynamodb"].update_continuous_backups(TableName=t, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": self.on()})
            return [("dynamodb", "UpdateContinuousBackups", {"tableName": t}, None, ())]
        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{t}"
        self.aws["dynamodb"].tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": self.random.choice("abc")}])
        return [("dynamodb", "TagResource", {"resourceArn": arn}, None, ())]

    # --- ec2 ---
    def tag(self, id):
        self.aws["ec2"].create_tags(Resources=[id], Tags=[{"Key": "team", "Value": self.random.choice("abc")}])
        return [("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": id}]}, "tagSet": {"items": [{"key": "team"}]}}, None, ())]

    def create_volume(self, name):
        id = self.aws["ec2"].create_volume(AvailabilityZone=f"{REGION}a", Size=8, Encrypted=self.on())["VolumeId"]
        return id, [("ec2", "CreateVolume", {"size": "8"}, {"volumeId": id}, ())]

    def delete_volume(self, v):
        self.aws["ec2"].delete_volume(VolumeId=v)
        return [("ec2", "DeleteVolume", {"volumeId": v}, None, ())]

    def update_volume(self, v):
        return self.tag(v)

    def create_sg(self, name):
        id = self.aws["ec2"].create_security_group(GroupName=name, Description="d")["GroupId"]
        return [id, set()], [("ec2", "CreateSecurityGroup", {"groupName": name}, {"groupId": id}, (name,))]

    def delete_sg(self, g):
        self.aws["ec2"].delete_security_group(GroupId=g[0])
        return [("ec2", "DeleteSecurityGroup", {"groupId": g[0]}, None, ())]

    def update_sg(self, g):
        ec2, port = self.aws["ec2"], self.random.choice([22, 80, 443, 3389])
        rule = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        if self.random.random() < 0.2:
            return self.tag(g[0])
        if port in g[1]:
            ec2.revoke_security_group_ingress(GroupId=g[0], IpPermissions=rule)
            g[1].discard(port)
            return [("ec2", "RevokeSecurityGroupIngress", {"groupId": g[0]}, None, ())]
        ec2.authorize_security_group_ingress(GroupId=g[0], IpPermissions=rule)
        g[1].add(port)
        return [("ec2", "AuthorizeSecurityGroupIngress", {"groupId": g[0]}, None, ())]

    def create_vpc(self, name):
        id = self.aws["ec2"].create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        return [id, []], [("ec2", "CreateVpc", {"cidrBlock": "10.0.0.0/16"}, {"vpc": {"vpcId": id}}, ())]

    def delete_vpc(self, v):
        events = []
        for subnet in v[1]:
            self.aws["ec2"].delete_subnet(SubnetId=subnet)
            events.append(("ec2", "DeleteSubnet", {"subnetId": subnet}, None, (subnet,)))
        self.aws["ec2"].delete_vpc(VpcId=v[0])
        return [*events, ("ec2", "DeleteVpc", {"vpcId": v[0]}, None, ())]

    def update_vpc(self, v):
        ec2 = self.aws["ec2"]
        if not v[1] and self.on():
            id = ec2.create_subnet(VpcId=v[0], CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
            v[1].append(id)
            return [("ec2", "CreateSubnet", {"vpcId": v[0]}, {"subnet": {"subnetId": id, "vpcId": v[0]}}, (id,))]
        if v[1] and self.on():
            ec2.modify_subnet_attribute(SubnetId=v[1][0], MapPublicIpOnLaunch={"Value": self.on()})
            return [("ec2", "ModifySubnetAttribute", {"subnetId": v[1][0]}, None, (v[1][0],))]
        ec2.modify_vpc_attribute(VpcId=v[0], EnableDnsHostnames={"Value": self.on()})
        return [("ec2", "ModifyVpcAttribute", {"vpcId": v[0]}, None, ())]

    def create_instance(self, name):
        made = self.aws["ec2"].run_instances(ImageId=self.images[0]["ImageId"], MinCount=1, MaxCount=1, InstanceType="t3.micro")["Instances"][0]
        return made["InstanceId"], [("ec2", "RunInstances", {"imageId": made["ImageId"]}, {"instancesSet": {"items": [{"instanceId": made["InstanceId"]}]}}, ())]

    def delete_instance(self, i):
        self.aws["ec2"].terminate_instances(InstanceIds=[i])
        return [("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": i}]}}, {"instancesSet": {"items": [{"instanceId": i}]}}, ())]

    def update_instance(self, i):
        if self.on():
            return self.tag(i)
        self.aws["ec2"].modify_instance_metadata_options(InstanceId=i, HttpTokens="required" if self.on() else "optional", HttpEndpoint="enabled")
        return [("ec2", "ModifyInstanceMetadataOptions", {"ModifyInstanceMetadataOptionsRequest": {"InstanceId": i}}, None, ())]

    # --- lambda ---
    def create_function(self, name):
        self.aws["iam"].create_role(RoleName=f"r-{name}", AssumeRolePolicyDocument=TRUST.replace("ec2", "lambda"))
        self.aws["lambda"].create_function(FunctionName=name, Runtime="python3.12", Role=f"arn:aws:iam::{ACCOUNT}:role/r-{name}", Handler="main.handler", Code={"ZipFile": ZIP.getvalue()})
        return [name, 0], [self.iam("CreateRole", {"roleName": f"r-{name}"}), ("lambda", "CreateFunction20150331", {"functionName": name}, {"functionName": name}, ())]

    def delete_function(self, f):
        self.aws["lambda"].delete_function(FunctionName=f[0])
        self.aws["iam"].delete_role(RoleName=f"r-{f[0]}")
        return [("lambda", "DeleteFunction20150331", {"functionName": f[0]}, None, ()), self.iam("DeleteRole", {"roleName": f"r-{f[0]}"})]

    def update_function(self, f):
        if self.random.random() < 0.3:
            f[1] += 1
            self.aws["lambda"].add_permission(FunctionName=f[0], StatementId=f"s{f[1]}", Action="lambda:InvokeFunction", Principal="*" if self.on() else "s3.amazonaws.com")
            return [("lambda", "AddPermission20150331v2", {"functionName": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{f[0]}" if self.on() else f[0], "statementId": f"s{f[1]}"}, None, ())]
        self.aws["lambda"].update_function_configuration(FunctionName=f[0], Timeout=self.random.randrange(1, 60))
        return [("lambda", "UpdateFunctionConfiguration20150331v2", {"functionName": f[0]}, None, ())]
