"""The role by which an account lets us in, made as `rampart live accounts` says it: by commands of awscli, by the template. What is tested is what they say and what IAM makes of it."""
import json
import os
import re
import subprocess
import unittest
import urllib.request

import moto
from fault_proxy import FaultProxy
from live import LiveCase
from rampart import RAMPART


def setUpModule():
    if not moto.available():
        raise unittest.SkipTest(moto.why)


class Roles(LiveCase):
    """The role as the commands and the template make it, in a moto that checks every call against the policies of who makes it."""
    services = "iam,sqs,sns,kms,ec2"   # which speak no REST: of that moto refuses some signatures

    def setUp(self):
        super().setUp()
        self.moto = moto.Moto(MOTO_EC2_LOAD_DEFAULT_AMIS="false")
        self.addCleanup(self.moto.stop)
        o = self.moto.client("organizations")
        o.create_organization(FeatureSet="ALL")
        self.web, self.pay = (o.create_account(AccountName=n, Email=f"{n}@example.com")["CreateAccountStatus"]["AccountId"] for n in ("web", "pay"))
        for account in (self.web, self.pay):
            for i in range(2):
                self.moto.client("sqs", account=account, region="us-east-1").create_queue(QueueName=f"queue-{i}")
                self.moto.client("kms", account=account, region="us-east-1").create_key()
        self.configure("id-1")

    def configure(self, external_id):
        self.write("rampart.yaml", f'management_account: "{moto.ACCOUNT}"\nregions: [us-east-1]\nexclude: {{accounts: ["{moto.ACCOUNT}"]}}\n'
                                   f'role: {{name: audit/RampartAudit, external_id: {external_id}}}\n')

    def mend(self, account):
        """Runs what `live accounts` says, as the account's administrator, who has awscli."""
        path = os.pathsep.join((os.path.dirname(RAMPART), os.path.join(moto.FOLDER, "bin"), os.environ["PATH"]))
        done = subprocess.run(["sh", "-c", self.mends[account]], cwd=self.folder, capture_output=True, text=True, timeout=300,
                              env=moto.clean({**self.moto.env(account=account), "PATH": path, "HOME": self.folder}))
        self.assertEqual(done.returncode, 0, done.stderr)

    def refused(self):
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="sts", operation="AssumeRole")
            self.live("accounts", "--refresh", url=proxy.url)
        self.mends = {a["id"]: a["mend"] for a in self.live("accounts", "-o", "json").json()["accounts"]}

    def role(self, account):
        """Path, trust, and all that the role is allowed."""
        iam = self.moto.client("iam", account=account)
        role = iam.get_role(RoleName="RampartAudit")["Role"]
        actions, sizes = [], []
        for policy in iam.list_attached_role_policies(RoleName="RampartAudit")["AttachedPolicies"]:
            version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
            document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
            self.assertEqual({(s["Effect"], s["Resource"]) for s in document["Statement"]}, {("Allow", "*")})
            actions += [a for s in document["Statement"] for a in s["Action"]]
            sizes.append(len(re.sub(r"\s", "", json.dumps(document))))
        self.assertEqual(iam.list_role_policies(RoleName="RampartAudit")["PolicyNames"], [])
        self.assertLessEqual(max(sizes), 6144, "IAM's quota of a managed policy")
        self.assertLessEqual(len(sizes), 10, "IAM's quota of policies a role")
        return role["Path"], role["AssumeRolePolicyDocument"]["Statement"], sorted(actions)

    def wanted(self, external_id):
        return ("/audit/", [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{moto.ACCOUNT}:root"}, "Action": "sts:AssumeRole",
                             "Condition": {"StringEquals": {"sts:ExternalId": external_id}}}], sorted(self.live("permissions", "--format", "list").out.split()))

    def stack(self, account):
        self.moto.client("cloudformation", account=account, region="us-east-1").create_stack(
            StackName="rampart-audit", TemplateBody=self.live("accounts", "--template").out, Capabilities=["CAPABILITY_NAMED_IAM"])

    def test_the_commands_make_the_role_and_again_bring_it_up_to_date(self):
        self.refused()
        self.mend(self.web)
        self.assertEqual(self.role(self.web), self.wanted("id-1"))
        iam = self.moto.client("iam", account=self.web)
        arn = iam.list_attached_role_policies(RoleName="RampartAudit")["AttachedPolicies"][0]["PolicyArn"]
        iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}))
        self.configure("id-2")
        for _ in range(6):   # a policy has five versions at most
            self.mend(self.web)
        self.assertEqual(self.role(self.web), self.wanted("id-2"))

    def test_the_account_that_is_asked_who_is_there_is_allowed_that_too(self):
        self.refused()
        self.configure("id-1")
        with open(f"{self.folder}/rampart.yaml", encoding="utf-8") as f:
            text = f.read()
        self.write("rampart.yaml", text.replace(f'management_account: "{moto.ACCOUNT}"', f'delegated_admin: "{self.pay}"'))
        for make in (self.mend, self.stack):
            for account in (self.web, self.pay):
                make(account)
                more = set(self.role(account)[2]) - set(self.wanted("id-1")[2])
                self.assertEqual("organizations:ListAccountsForParent" in self.role(account)[2], account == self.pay)
                self.assertEqual({a.split(":")[0] for a in more}, {"organizations"} if account == self.pay else set())
                iam = self.moto.client("iam", account=account)
                for policy in iam.list_attached_role_policies(RoleName="RampartAudit")["AttachedPolicies"]:
                    iam.detach_role_policy(RoleName="RampartAudit", PolicyArn=policy["PolicyArn"])
                iam.delete_role(RoleName="RampartAudit")

    def test_a_sweep_by_roles_of_the_commands_and_of_the_template_reads_what_an_administrator_reads(self):
        self.live("sweep", "--service", self.services, "--state", "admin.db")
        self.refused()
        self.mend(self.web)
        self.stack(self.pay)
        self.assertEqual(self.role(self.pay), self.role(self.web))
        iam = self.moto.client("iam")   # who asks is allowed what --organization prints
        iam.create_user(UserName="rampart")
        iam.put_user_policy(UserName="rampart", PolicyName="organization", PolicyDocument=self.live("permissions", "--organization").out)
        key = iam.create_access_key(UserName="rampart")["AccessKey"]
        keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        urllib.request.urlopen(urllib.request.Request(f"{self.moto.url}/moto-api/reset-auth", data=b"0", method="POST", headers={"Content-Type": "text/plain"}), timeout=60).close()
        self.live("sweep", "--service", self.services, "--state", "role.db", **keys)
        admin, role = self.state("admin.db"), self.state("role.db")
        self.assertEqual([g for g in role["gaps"] if g not in admin["gaps"]], [])
        kinds = {(a, kind) for a, kind, *_ in admin["resources"]}
        self.assertIn((self.web, "aws_sqs_queue"), kinds)
        self.assertEqual(kinds - {(a, kind) for a, kind, *_ in role["resources"]}, set())
        queues = [r for r in admin["resources"] if r[1] in ("aws_sqs_queue", "aws_kms_key")]
        self.assertEqual(len(queues), 8)
        self.assertEqual(queues, [r for r in role["resources"] if r[1] in ("aws_sqs_queue", "aws_kms_key")])
        urllib.request.urlopen(urllib.request.Request(f"{self.moto.url}/moto-api/reset-auth", data=b"inf", method="POST", headers={"Content-Type": "text/plain"}), timeout=60).close()
        less = self.moto.client("iam", account=self.pay)
        for policy in less.list_attached_role_policies(RoleName="RampartAudit")["AttachedPolicies"]:
            less.detach_role_policy(RoleName="RampartAudit", PolicyArn=policy["PolicyArn"])
        urllib.request.urlopen(urllib.request.Request(f"{self.moto.url}/moto-api/reset-auth", data=b"0", method="POST", headers={"Content-Type": "text/plain"}), timeout=60).close()
        self.live("sweep", "--service", self.services, "--state", "less.db", status=None, **keys)
        self.assertNotIn((self.pay, "aws_sqs_queue"), {(a, kind) for a, kind, *_ in self.state("less.db")["resources"]}, "moto would have let us in anyway")


if __name__ == "__main__":
    unittest.main()
