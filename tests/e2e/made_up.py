"""Answers that nobody recorded, made of botocore's models: one item in every list, every member given, so that whatever is asked about that item is asked.

    make = MadeUp(words)                      # "service:Operation" → names of members by which a thing is known: see every_call.words
    make.answer(operation, params)            # in the shape of the operation's output
    make.answer(operation, params, OTHER)     # the same things, of which everything that can be otherwise is: flags, numbers, states, documents
    make.answer(operation, params, BARE)      # the same things, of which nothing is said but what they are
    make.answer(operation, params, NOTHING)   # no items, no members: as of an account that has nothing

What the request names is named in the answer. HINTS and BOTH say what a collector and the rules wait for that the model does not tell."""
import base64
import datetime
import json

from collectors import ACCOUNT, REGION

USUAL, OTHER, BARE, NOTHING = "usual", "other", "bare", "nothing"
WHEN = {USUAL: datetime.datetime(2024, 5, 6, tzinfo=datetime.timezone.utc), OTHER: datetime.datetime(2039, 5, 6, tzinfo=datetime.timezone.utc)}
MAX_DEPTH = 9
# Where a page says that another one follows. A made-up list has one page.
PAGES = {"nexttoken", "marker", "nextmarker", "istruncated", "position", "nexttokenstring", "hasmoreresults", "hasmorestreams", "hasmoredeliverystreams", "lastevaluatedtablename", "nextrecordname", "nextrecordtype",
         "nextrecordidentifier", "paginationtoken", "nextpagetoken", "nextcontinuationtoken", "continuationtoken", "more", "nexthostedzoneid", "nextdnsname", "lastevaluatedbackuparn", "laststreamname", "moredata",
         "nextpagemarker", "exclusivestartstreamname"}


def document(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": action, "Resource": "*"}]})


OPEN = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*"}]})

REPORT = """user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated
<root_account>,arn:aws:iam::{account}:root,2024-05-06T00:00:00Z,not_supported,{when},not_supported,not_supported,{mfa},{key},N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
made-up,arn:aws:iam::{account}:user/made-up,2024-05-06T00:00:00Z,true,{when},{when},N/A,{mfa},true,{when},{when},{region},s3,{key},N/A,N/A,N/A,N/A,false,N/A,false,N/A
"""


LATELY = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M:%SZ")   # rules compare with the clock


def report(mfa, key, when):
    return base64.b64encode(REPORT.format(account=ACCOUNT, region=REGION, mfa=mfa, key=key, when=when).encode()).decode()


def engines(name, *kinds):
    """One of each engine: RDS, Neptune and DocumentDB are asked in the same words."""
    return [{name: f"made-up-{k}", "Engine": k, "DBClusterIdentifier": f"made-up-{k}", **({"DBClusterArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:made-up-{k}"} if name == "DBClusterIdentifier" else {}),
             **({"DBClusterSnapshotArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-snapshot:made-up-{k}"} if name == "DBClusterSnapshotIdentifier" else {})} for k in kinds]


def instances():
    one = {"DBClusterIdentifier": None, "Engine": "mysql", "DBInstanceIdentifier": "made-up", "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:made-up"}
    return [one, *({"DBInstanceIdentifier": f"in-{k}", "Engine": k, "DBClusterIdentifier": f"made-up-{k}", "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:in-{k}"} for k in ("aurora-mysql", "docdb", "neptune"))]


TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:topic/made-up"
OPEN_TO_ALL = [{"IpProtocol": "-1", "FromPort": None, "ToPort": None, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": None}], "PrefixListIds": None, "UserIdGroupPairs": None}]
OPEN_ENTRIES = [{"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": False, "CidrBlock": "0.0.0.0/0", "PortRange": None}]
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:made-up"

# "service:Operation" → what to put over the answer, whatever its mood: what the collectors' conditions want of a thing for it to be one of theirs. A list of objects says the items; None
# leaves a member out.
HINTS = {
    "cloudformation:DescribeStacks": {"Stacks": [{"ParentId": None, "StackStatus": "CREATE_COMPLETE"}]},
    "config:DescribeConfigurationRecorders": {"ConfigurationRecorders": [{"servicePrincipal": None}]},
    "config:DescribeConfigurationRecorderStatus": {"ConfigurationRecordersStatus": [{"servicePrincipal": None}]},
    "ec2:DescribeNetworkAcls": {"NetworkAcls": [{"NetworkAclId": "acl-1", "IsDefault": True}, {"NetworkAclId": "acl-2", "IsDefault": False}]},
    "ec2:DescribeSecurityGroupRules": {"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "IsEgress": True}, {"SecurityGroupRuleId": "sgr-2", "IsEgress": False}]},
    "ec2:DescribeSecurityGroups": {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default"}, {"GroupId": "made-up", "GroupName": "made-up"}]},
    "ec2:DescribeSpotFleetRequests": {"SpotFleetRequestConfigs": [{"SpotFleetRequestState": "active"}]},
    "ec2:DescribeTransitGateways": {"TransitGateways": [{"OwnerId": ACCOUNT}]},
    "es:ListDomainNames": {"DomainNames": [{"EngineType": "Elasticsearch"}]},
    "fsx:DescribeFileSystems": {"FileSystems": [{"FileSystemType": k, "FileSystemId": f"fs-{k}", "ResourceARN": f"arn:aws:fsx:{REGION}:{ACCOUNT}:file-system/fs-{k}"} for k in ("WINDOWS", "LUSTRE", "ONTAP", "OPENZFS")]},
    "iam:GenerateCredentialReport": {"State": "COMPLETE"},
    "iam:GetAccountAuthorizationDetails": {"RoleDetailList": [{"Path": "/", "Arn": f"arn:aws:iam::{ACCOUNT}:role/made-up"}, {"Path": "/aws-service-role/", "RoleName": "linked", "Arn": f"arn:aws:iam::{ACCOUNT}:role/linked"}]},
    "kafka:ListClustersV2": {"ClusterInfoList": [{"ClusterType": k, "ClusterArn": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/{k}"} for k in ("PROVISIONED", "SERVERLESS")]},
    "kms:DescribeKey": {"KeyMetadata": {"KeyManager": "CUSTOMER", "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT"}},
    "lambda:GetPolicy": {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "made-up", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": FUNCTION}]})},
    "lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": [{"FunctionArn": FUNCTION}]},
    "lambda:ListFunctions": {"Functions": [{"FunctionArn": FUNCTION}]},
    "opensearch:ListDomainNames": {"DomainNames": [{"EngineType": "OpenSearch"}]},
    "organizations:DescribeOrganization": {"Organization": {"MasterAccountId": ACCOUNT}},
    "organizations:ListPolicies": {"Policies": [{"AwsManaged": False}]},
    "ram:GetResourceShareAssociations": {"resourceShareAssociations": [{"status": "ASSOCIATED"}]},
    "ram:GetResourceShares": {"resourceShares": [{"status": "ACTIVE"}]},
    "rds:DescribeDBClusterParameterGroups": {"DBClusterParameterGroups": [{"DBClusterParameterGroupName": f"made-up-{k}", "DBParameterGroupFamily": k} for k in ("aurora-mysql8.0", "docdb5.0", "neptune1.3")]},
    "rds:DescribeDBClusterSnapshots": {"DBClusterSnapshots": engines("DBClusterSnapshotIdentifier", "aurora-mysql", "docdb", "neptune")},
    "rds:DescribeDBClusters": {"DBClusters": engines("DBClusterIdentifier", "aurora-mysql", "docdb", "neptune")},
    "rds:DescribeDBInstances": {"DBInstances": instances()},
    "route53:ListHostedZones": {"HostedZones": [{"Config": {"PrivateZone": False}}]},
    "secretsmanager:ListSecrets": {"SecretList": [{"OwningService": None}]},
    "sso-admin:ListInstances": {"Instances": [{"OwnerAccountId": ACCOUNT}]},
}
# What is there to be told in two ways, and the model does not say how: USUAL and OTHER.
BOTH = {
    "apigateway:GetStages": tuple({"item": [{"methodSettings": {"*/*": {"metricsEnabled": on, "loggingLevel": "INFO" if on else "OFF", "cachingEnabled": True, "cacheDataEncrypted": on}}}]} for on in (True, False)),
    "elbv2:DescribeLoadBalancerAttributes": tuple({"Attributes": [{"Key": k, "Value": v} for k, v in (
        ("deletion_protection.enabled", on), ("access_logs.s3.enabled", on), ("access_logs.s3.bucket", "made-up"), ("routing.http.drop_invalid_header_fields.enabled", on),
        ("routing.http.desync_mitigation_mode", "defensive" if on == "true" else "monitor"), ("load_balancing.cross_zone.enabled", on))]} for on in ("true", "false")),
    "cloudtrail:DescribeTrails": tuple({"trailList": [{"CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}:*"}]} for name in ("made-up", "other")),
    "cloudtrail:GetEventSelectors": tuple({"AdvancedEventSelectors": [], "EventSelectors": [{"ReadWriteType": kind, "IncludeManagementEvents": kind == "All", "DataResources": [
        {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]} for kind in ("All", "WriteOnly")),
    "ec2:DescribeFlowLogs": tuple({"FlowLogs": [{"ResourceId": name}]} for name in ("made-up", "vpc-other")),
    "ec2:DescribeNetworkAcls": ({}, {"NetworkAcls": [{"NetworkAclId": "acl-1", "IsDefault": True, "Entries": OPEN_ENTRIES}, {"NetworkAclId": "acl-2", "IsDefault": False, "Entries": OPEN_ENTRIES}]}),
    "ec2:DescribeSecurityGroupRules": ({}, {"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "IsEgress": True}, {"SecurityGroupRuleId": "sgr-2", "IsEgress": False, "IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0",
                                                                                                                   "PrefixListId": None, "ReferencedGroupInfo": None, "Description": None}]}),
    "ec2:DescribeSecurityGroups": ({}, {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default", "IpPermissions": OPEN_TO_ALL}, {"GroupId": "made-up", "GroupName": "made-up", "IpPermissions": OPEN_TO_ALL}]}),
    "ecr:DescribeRepositories": tuple({"repositories": [{"imageTagMutability": tags, "encryptionConfiguration": {"encryptionType": kind}}]} for tags, kind in (("IMMUTABLE", "KMS"), ("MUTABLE", "AES256"))),
    "elbv2:DescribeListeners": tuple({"Listeners": [{"Protocol": protocol}]} for protocol in ("HTTPS", "HTTP")),
    "logs:DescribeLogGroups": tuple({"logGroups": [{"retentionInDays": days}]} for days in (400, 1)),
    "iam:GetAccountAuthorizationDetails": tuple({"UserDetailList": [held], "GroupDetailList": [held], "RoleDetailList": [{**held, "Path": "/", "Arn": f"arn:aws:iam::{ACCOUNT}:role/made-up"}, {
        "Path": "/aws-service-role/", "RoleName": "linked", "Arn": f"arn:aws:iam::{ACCOUNT}:role/linked"}], "Policies": [{"PolicyVersionList": [{"IsDefaultVersion": True}]}]}
        for held in ({"AttachedManagedPolicies": [{"PolicyName": "SupportUser", "PolicyArn": "arn:aws:iam::aws:policy/job-function/SupportUser"}]},
                     {"AttachedManagedPolicies": [{"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]})),
    "iam:GetAccountSummary": tuple({"SummaryMap": {"AccountMFAEnabled": on, "AccountAccessKeysPresent": 1 - on, "AccountPasswordPresent": 1, "Providers": on}} for on in (1, 0)),
    "logs:DescribeMetricFilters": tuple({"metricFilters": [{"filterPattern": pattern}]} for pattern in ('{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }', "ERROR")),
    "s3:GetBucketAcl": ({}, {"Grants": [{"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": p} for p in ("READ", "WRITE")]}),
    "sns:GetSubscriptionAttributes": tuple({"Attributes": {"PendingConfirmation": pending}} for pending in ("false", "true")),
    "sns:ListSubscriptions": tuple({"Subscriptions": [{"TopicArn": topic}]} for topic in (TOPIC, "arn:aws:sns:eu-west-1:123456789012:other")),
    "cloudwatch:DescribeAlarms": tuple({"MetricAlarms": [{"AlarmActions": [topic]}]} for topic in (TOPIC, "arn:aws:sns:eu-west-1:123456789012:none")),
    "iam:GetCredentialReport": ({"Content": report("true", "false", LATELY)}, {"Content": report("false", "true", "2024-05-06T00:00:00Z")}),
    "kms:GetKeyPolicy": ({"Policy": document("kms:*")}, {"Policy": OPEN}),
    "rds:DescribeDBClusterSnapshotAttributes": tuple({"DBClusterSnapshotAttributesResult": {"DBClusterSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": [who]}]}} for who in (ACCOUNT, "all")),
    "rds:DescribeDBSnapshotAttributes": tuple({"DBSnapshotAttributesResult": {"DBSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": [who]}]}} for who in (ACCOUNT, "all")),
    "sns:GetTopicAttributes": tuple({"Attributes": {"Policy": policy, **key}} for policy, key in ((document("sns:Publish"), {"KmsMasterKeyId": "made-up"}), (OPEN, {}))),
    "sqs:GetQueueAttributes": tuple({"Attributes": {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:made-up", "Policy": policy, "SqsManagedSseEnabled": on}} for policy, on in ((document("sqs:*"), "true"), (OPEN, "false"))),
    "route53:GetDNSSEC": ({"Status": {"ServeSignature": "SIGNING"}}, {"Status": {"ServeSignature": "NOT_SIGNING"}}),
}


def over(made, hint):
    """`made` with what the hint says."""
    if isinstance(hint, dict) and isinstance(made, dict):
        out = {**made, **{k: over(made.get(k), v) for k, v in hint.items()}}
        return {k: v for k, v in out.items() if v is not None}
    if isinstance(hint, list) and isinstance(made, list) and made:
        return [over(made[0], h) for h in hint]
    return hint


class MadeUp:
    def __init__(self, words):
        self.words = words

    def answer(self, operation, params, mood=USUAL):
        shape = operation.output_shape
        if shape is None:
            return {}
        said = {k.partition(".")[0].lower(): v for k, v in params.items() if isinstance(v, str) and v}
        for name, v in params.items():   # names in a list are those of its items
            if isinstance(v, list) and v and isinstance(v[0], str):
                said.setdefault(name.lower().removesuffix("s"), v[0])
        made = self.structure(operation, shape, said, mood, ())
        key = f"{operation.service_model.service_name}:{operation.name}"
        if mood == NOTHING:
            return made
        made = over(made, HINTS.get(key, {}))
        return over(made, BOTH[key][mood == OTHER]) if key in BOTH and mood != BARE else made

    def structure(self, operation, shape, said, mood, above):
        if shape.name in above or len(above) > MAX_DEPTH:
            return {}
        out = {}
        for name, member in shape.members.items():
            if name.lower() in PAGES and (len(above) == 0 or member.type_name in ("boolean", "string")):
                continue
            if mood == BARE and name not in shape.required_members and name not in self.words[f"{operation.service_model.service_name}:{operation.name}"]:
                continue
            if mood == NOTHING and name not in (shape.required_members if above else ()) and member.type_name != "structure":
                if member.type_name == "list":
                    out[name] = []
                continue
            v = self.value(operation, name, member, said, mood, (*above, shape.name))
            if v is not None and v != {}:
                out[name] = v
        if shape.metadata.get("union"):   # one of them
            out = dict(list(out.items())[:1])
        return out

    def value(self, operation, name, shape, said, mood, above):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(operation, shape, said, mood, above)
        if kind == "list":
            if mood == NOTHING:
                return []
            v = self.value(operation, name.removesuffix("s"), shape.member, said, mood, above)
            return [v] if v not in (None, {}) else []
        if kind == "map":
            return {self.text(operation, "key", shape.key, said, mood): v for v in [self.value(operation, "value", shape.value, said, mood, above)] if v is not None}
        if kind == "boolean":
            return mood != OTHER
        if kind in ("integer", "long", "float", "double"):
            least = shape.metadata.get("min", 0)
            return max(least, 1) if mood != OTHER else max(least, 100 if shape.metadata.get("max", 100) >= 100 else least)
        if kind == "timestamp":
            return WHEN[OTHER if mood == OTHER else USUAL]
        if kind == "blob":
            return "bWFkZSB1cA=="
        return self.text(operation, name, shape, said, mood)

    def text(self, operation, name, shape, said, mood):
        low = name.lower()
        if REGION in shape.enum:
            return REGION
        if shape.enum:
            return shape.enum[-1 if mood == OTHER else 0]
        if low in said:
            return said[low]
        if low.endswith("arn") or shape.name.lower().endswith("arn"):
            model = operation.service_model
            return f"arn:aws:{model.signing_name}:{REGION}:{ACCOUNT}:{low.removesuffix('arn') or 'thing'}/made-up"
        if low.endswith(("policy", "policydocument", "policytext")) or low == "document":
            return OPEN if mood == OTHER else document("sts:AssumeRole")
        if "region" in low:
            return REGION
        if low in ("ownerid", "accountid", "owner", "awsaccountid", "registryid", "owneraccount", "masteraccountid", "account"):
            return ACCOUNT
        if low.endswith(("date", "time")):
            return "2024-05-06T00:00:00Z"
        return "made-up"
