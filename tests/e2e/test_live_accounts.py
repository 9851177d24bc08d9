"""`rampart live accounts` and `rampart live sweep` over an organisation: who is there, who lets us in, what changes, and what each account then holds."""
import csv
import json
import os
import re
import sqlite3
import subprocess
import time
import unittest
import urllib.parse
import urllib.request

import moto
from fault_proxy import FaultProxy
from live import LiveCase, ROLE, SERVICES, rows
from rampart import RAMPART


def setUpModule():
    if not moto.available():
        raise unittest.SkipTest(moto.why)
    moto.bare()


def assumes(account):
    """A match for the call that enters that account by the role."""
    return lambda request: f"role/{ROLE}" in urllib.parse.unquote(request.body.decode()) and account in urllib.parse.unquote(request.body.decode())


class Organisation(LiveCase):
    """Each test has an organisation of its own."""

    def setUp(self):
        super().setUp()
        self.moto.reset()
        o = self.o = self.moto.client("organizations")
        o.create_organization(FeatureSet="ALL")
        self.root = o.list_roots()["Roots"][0]["Id"]
        self.units = {"root": self.root}
        for path in ("root/prod", "root/prod/payments", "root/sandbox"):
            above, _, name = path.rpartition("/")
            self.units[path] = o.create_organizational_unit(ParentId=self.units[above], Name=name)["OrganizationalUnit"]["Id"]
        self.pay = self.account("pay", "root/prod/payments", team="payments")
        self.web = self.account("web", "root/prod")
        self.sand = self.account("sand", "root/sandbox")
        for account in (None, self.pay, self.web, self.sand):
            self.moto.client("s3", account=account, region="us-east-1").create_bucket(Bucket=f"bucket-{account or 'master'}")
        self.configure()

    def account(self, name, unit, **tags):
        made = self.o.create_account(AccountName=name, Email=f"{name}@example.com", Tags=[{"Key": k, "Value": v} for k, v in tags.items()])
        account = made["CreateAccountStatus"]["AccountId"]
        self.o.move_account(AccountId=account, SourceParentId=self.root, DestinationParentId=self.units[unit])
        return account

    def configure(self, **more):
        fields = {"management_account": moto.ACCOUNT, "regions": ["us-east-1"], **more}
        self.write("rampart.yaml", "".join(f"{k}: {json.dumps(v)}\n" for k, v in fields.items()))

    def listed(self, *args, **kwargs):
        return {a["id"]: a for a in self.live("accounts", "-o", "json", *args, **kwargs).json()["accounts"]}

    def swept(self):
        """The accounts that have a bucket in the state."""
        return {account for account, kind, *_ in self.state()["resources"] if kind == "aws_s3_bucket"}

    def test_accounts_are_listed_with_their_unit_status_and_tags(self):
        got = self.listed("--refresh")
        self.assertEqual({i: (a["name"], a["unit"], a["status"], a["readable"]) for i, a in got.items()},
                         {moto.ACCOUNT: ("master", "root", "active", True), self.pay: ("pay", "root/prod/payments", "active", True), self.web: ("web", "root/prod", "active", True),
                          self.sand: ("sand", "root/sandbox", "active", True)})
        self.assertEqual(got[self.pay]["labels"], {"team": "payments"})
        self.assertEqual(got[self.pay]["email"], "pay@example.com")

    def test_without_refresh_nothing_is_asked(self):
        self.live("accounts", "--refresh")
        with FaultProxy(self.moto.url) as proxy:
            self.assertEqual(len(self.listed(url=proxy.url)), 4)
            self.assertEqual(proxy.seen, [])

    def test_labels_come_from_unit_account_and_tag_and_the_nearer_wins(self):
        self.configure(labels=[{"organisational_unit": "root/prod", "environment": "prod", "criticality": "high", "owner": "ops"}, {"tag": "team", "value": "payments", "owner": "payments"}])
        got = self.listed("--refresh")
        self.assertEqual(got[self.pay]["labels"], {"team": "payments", "environment": "prod", "criticality": "high", "owner": "payments"})
        self.assertEqual(got[self.web]["labels"], {"environment": "prod", "criticality": "high", "owner": "ops"})
        self.assertEqual(got[self.sand]["labels"], {})

    def test_a_sweep_reads_every_account_by_its_own_credentials(self):
        self.live("sweep", "--service", "s3")
        buckets = {(a, i.rpartition(":")[2]) for a, kind, _, i, *_ in self.state()["resources"] if kind == "aws_s3_bucket"}
        self.assertEqual(buckets, {(moto.ACCOUNT, "bucket-master"), (self.pay, f"bucket-{self.pay}"), (self.web, f"bucket-{self.web}"), (self.sand, f"bucket-{self.sand}")})
        self.assertTrue(all(a["last_read"] for a in self.listed().values()))

    def test_units_and_accounts_are_included_and_excluded(self):
        self.configure(include={"organisational_units": ["root/prod"]}, exclude={"accounts": [self.web]})
        self.live("sweep", "--service", "s3")
        self.assertEqual(self.swept(), {self.pay})
        self.assertIn("rampart.yaml leaves it out", self.listed()[self.sand]["reason"])
        self.configure(exclude={"organisational_units": [self.units["root/prod"]]})
        self.live("sweep", "--service", "s3")
        self.assertEqual(self.swept(), {self.pay, moto.ACCOUNT, self.sand})
        self.assertIsNone(self.listed()[self.sand]["reason"])

    def test_types_that_are_left_out_are_not_kept_and_not_judged(self):
        self.live("sweep", "--service", "s3")
        before = self.state()
        self.assertIn("aws_s3_bucket_versioning", {r[1] for r in before["resources"]})
        self.configure(exclude={"resource_types": ["aws_s3_bucket_versioning"]})
        self.live("sweep", "--service", "s3")
        after = self.state()
        self.assertEqual(after["resources"], [r for r in before["resources"] if r[1] != "aws_s3_bucket_versioning"])
        verdicts = {f[:3]: f[3] for f in before["findings"]}
        changed = {f[2]: f[3] for f in after["findings"] if verdicts.get(f[:3]) != f[3]}
        self.assertIn("s3-bucket-versioning", changed)
        self.assertEqual(set(changed.values()), {2}, "unknown: nobody looked")
        self.configure(exclude={"resource_types": ["aws_s3_buckets"]})
        self.assertIn("aws_s3_buckets", self.live("sweep", "--service", "s3", status=2).err)

    def test_one_account_or_unit_can_be_chosen(self):
        self.live("sweep", "--service", "s3", "--account", self.sand)
        self.assertEqual(self.swept(), {self.sand})
        self.live("sweep", "--service", "s3", "--ou", "root/prod")
        self.assertEqual(self.swept(), {self.sand, self.pay, self.web})

    def test_a_choice_that_is_not_watched_is_an_error(self):
        self.configure(exclude={"accounts": [self.web]})
        for args in (("--account", self.web), ("--account", "999999999999"), ("--ou", "root/none")):
            self.assertIn("live-no-account", self.live("sweep", *args, status=2).err)

    def test_an_account_that_does_not_let_us_in_is_named_with_the_reason_and_what_mends_it(self):
        self.configure(role={"name": "audit/RampartAudit", "external_id": "id-1"})
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="sts", operation="AssumeRole", match=lambda r: self.web in urllib.parse.unquote(r.body.decode()))
            done = self.live("sweep", "--service", "s3", url=proxy.url, status=2)
            self.assertIn(f"{self.web}: not read", done.err)
            asked = [urllib.parse.parse_qs(r.body.decode()) for r in proxy.requests if r.operation == "AssumeRole"]
        self.assertEqual({(a["RoleArn"][0], a["ExternalId"][0]) for a in asked}, {(f"arn:aws:iam::{i}:role/audit/RampartAudit", "id-1") for i in (self.pay, self.web, self.sand)})
        self.assertEqual(self.swept(), {moto.ACCOUNT, self.pay, self.sand})
        account = self.listed()[self.web]
        self.assertFalse(account["readable"])
        self.assertIn("AssumeRole is refused: AccessDenied", account["reason"])
        self.assertIn("rampart live accounts --commands", account["mend"])
        self.assertIn(account["mend"], self.live("accounts").out)
        self.live("sweep", "--service", "s3")
        self.assertIn(self.web, self.swept())
        self.assertTrue(self.listed()[self.web]["readable"])

    def test_new_moved_and_closed_accounts_are_noticed(self):
        self.live("sweep", "--service", "s3")
        fresh = self.account("fresh", "root/sandbox")
        self.o.move_account(AccountId=self.web, SourceParentId=self.units["root/prod"], DestinationParentId=self.units["root/sandbox"])
        self.o.close_account(AccountId=self.sand)
        self.o.remove_account_from_organization(AccountId=self.pay)
        err = self.live("sweep", "--service", "s3").err
        self.assertIn(f"{fresh}: new: root/sandbox", err)
        self.assertIn(f"{self.web}: moved: root/sandbox, before root/prod", err)
        self.assertRegex(err, f"{self.sand}: (suspended|closed)")
        self.assertIn(f"{self.pay}: closed", err)
        got = self.listed()
        self.assertEqual(got[self.web]["unit"], "root/sandbox")
        self.assertEqual(got[self.pay]["status"], "closed")
        self.assertIn("organisation does not have it any more", got[self.pay]["reason"])
        self.assertNotEqual(got[self.sand]["status"], "active")
        self.assertEqual(self.live("sweep", "--service", "s3").err, "")

    def test_suspended_and_closed_accounts_do_not_count_and_are_named(self):
        """A score and a list of findings are of the accounts that are open; the others stand beside them with the reason, in every format."""
        self.live("sweep", "--service", "s3,iam")
        before = self.live("score", "-o", "json").json()
        self.assertEqual(before["left_out"], [])
        self.assertIn(self.sand, {f["account"] for c in before["controls"] for f in c["findings"]})
        self.o.close_account(AccountId=self.sand)
        self.o.remove_account_from_organization(AccountId=self.pay)
        self.live("accounts", "--refresh")
        left = {self.sand, self.pay}
        score = self.live("score", "-o", "json").json()
        self.assertEqual({a["account"]: a["reason"] for a in score["left_out"]}[self.pay], "the organisation does not have it any more")
        self.assertEqual({a["account"] for a in score["left_out"]}, left)
        self.assertEqual({f["account"] for c in score["controls"] for f in c["findings"]}, {moto.ACCOUNT, self.web})
        for c, b in zip(score["controls"], before["controls"]):
            counted = [f for f in b["findings"] if f["account"] not in left]
            self.assertEqual(c["failed"], sum(f["verdict"] == "fail" for f in counted), c["id"])
            self.assertEqual(c["findings"], counted, c["id"])
        found = self.live("findings", "--status", "pass,fail,unknown", "-o", "json").json()
        self.assertEqual({f["account"] for f in found["findings"]}, {moto.ACCOUNT, self.web})
        self.assertEqual({a["account"] for a in found["left_out"]}, left)
        for args in (("findings",), ("findings", "-o", "csv"), ("score",), ("score", "-o", "csv"), ("score", "--by", "account"), ("score", "--by", "ou", "-o", "csv"), ("score", "--by", "ou", "-o", "json")):
            out = self.live(*args).out
            for account in left:
                lines = [line for line in out.split("\n") if account in line]
                self.assertEqual(len(lines), 1, f"{args}: {out}")
                self.assertRegex(out[out.index(account):], "^[^\0]{0,90}(suspended|closed|does not have it any more)")
        self.assertIn("does not count", self.live("score", "--account", self.sand, status=2).err)
        self.assertIn("no account counts", self.live("score", "--ou", "root/prod/payments", status=2).err)
        self.assertEqual(self.live("score", "--ou", "root/prod", "-o", "json").json()["left_out"], [a for a in score["left_out"] if a["account"] == self.pay])

    def test_findings_come_by_severity_then_rule_account_and_resource(self):
        self.live("sweep", "--service", "s3,iam")
        levels = ["critical", "high", "medium", "low", "info"]
        found = self.live("findings", "--status", "pass,fail,unknown", "-o", "json").json()["findings"]
        keys = [(levels.index(f["severity"]), f["rule"], f["account"], f["resource"]) for f in found]
        self.assertGreater(len({k[0] for k in keys}), 2)
        self.assertGreater(len({k[2] for k in keys}), 2)
        self.assertEqual(keys, sorted(keys))
        order = [(f["rule"], f["account"], f["resource"]) for f in found]
        table = [line.split() for line in self.live("findings", "--status", "pass,fail,unknown").out.strip().split("\n")[:-1]]
        self.assertEqual([(row[2], row[3]) for row in table], [o[:2] for o in order])
        cells = list(csv.DictReader(self.live("findings", "--status", "pass,fail,unknown", "-o", "csv").out.strip().split("\n")))
        self.assertEqual([(c["rule"], c["account"], c["resource"]) for c in cells], order)

    def test_an_organisation_that_is_refused_leaves_the_accounts_as_they_were(self):
        self.live("accounts", "--refresh")
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="organizations", operation="ListOrganizationalUnitsForParent")
            done = self.live("sweep", url=proxy.url, status=2)
        self.assertIn("organizations:ListOrganizationalUnitsForParent", done.err)
        self.assertEqual({a["status"] for a in self.listed().values()}, {"active"})

    def test_tags_that_are_refused_are_said_and_those_known_stay(self):
        self.live("accounts", "--refresh")
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="organizations", operation="ListTagsForResource")
            self.assertIn("labels by tag are as they were", self.live("accounts", "--refresh", url=proxy.url).err)
        self.assertEqual(self.listed()[self.pay]["labels"], {"team": "payments"})

    def test_the_template_names_who_is_trusted(self):
        self.configure(role={"name": "Audit", "external_id": "id-1"})
        out = self.live("accounts", "--template").out
        self.assertIn("RoleName: Audit", out)
        self.assertIn(f"arn:aws:iam::{moto.ACCOUNT}:root", out)
        self.assertIn("id-1", out)

    def test_without_a_config_the_account_of_the_credentials_is_read_and_no_organisation_asked(self):
        os.remove(os.path.join(self.folder, "rampart.yaml"))
        with FaultProxy(self.moto.url) as proxy:
            self.live("sweep", "--service", "s3", "--region", "us-east-1", url=proxy.url)
            self.assertFalse([s for s in proxy.seen if s[0] == "organizations"])
        self.assertEqual(self.swept(), {moto.ACCOUNT})

    def test_credentials_of_another_account_are_not_taken_for_the_account(self):
        """A proxy that answers AssumeRole of one account with keys of another: nothing of that other is stored as the first one's."""
        other = self.moto.keys(self.sand)
        body = f"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>{other['AWS_ACCESS_KEY_ID']}</AccessKeyId>
            <SecretAccessKey>{other['AWS_SECRET_ACCESS_KEY']}</SecretAccessKey><SessionToken>{other['AWS_SESSION_TOKEN']}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
            </AssumeRoleResult></AssumeRoleResponse>"""
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("answer", service="sts", operation="AssumeRole", match=lambda r: self.web in urllib.parse.unquote(r.body.decode()), headers={"Content-Type": "text/xml"}, body=body.encode())
            self.live("sweep", "--service", "s3", url=proxy.url, status=2)
        self.assertNotIn(self.web, self.swept())
        self.assertIn("those of another account", self.listed()[self.web]["reason"])


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


class Shares(LiveCase):
    accounts = 3

    def test_a_throttled_account_does_not_hold_up_the_others(self):
        """All calls of one account are throttled for ever: the others come to their end while it is still being tried, and within the calls that they need alone."""
        slow, others = self.fleet.accounts[1]["id"], [self.fleet.accounts[0]["id"], self.fleet.accounts[2]["id"]]
        with FaultProxy(self.moto.url) as proxy:
            alone = self.live("sweep", "--service", SERVICES, "--account", ",".join(others), "--state", "alone.db", "-o", "json", url=proxy.url).json()
            self.assertEqual(alone["accounts"], 2)
            proxy.clear()
            keys = set()

            def learn(body):
                keys.add(re.search(rb"<AccessKeyId>([^<]+)<", body).group(1).decode())
                return body
            proxy.fault("change", service="sts", operation="AssumeRole", match=assumes(slow), by=learn)
            proxy.fault("throttle", match=lambda r: r.service not in ("organizations", "sts") and r.key_id in keys)
            process = self.begin("sweep", "--service", SERVICES, "--max-open", "6", url=proxy.url)
            try:
                until = time.monotonic() + 120
                while time.monotonic() < until and process.poll() is None and self.read_accounts() < set(others):
                    time.sleep(0.05)
                self.assertGreaterEqual(self.read_accounts(), set(others), "the others are done")
                self.assertIsNone(process.poll(), "while the throttled one is still under way")
                with proxy.lock:
                    of_others = [r for r in proxy.requests if r.key_id not in keys]
                self.assertLess(len(of_others), alone["calls"] + 40)
            finally:
                process.kill()
                process.communicate()

    def read_accounts(self):
        try:
            return {row[0] for row in rows(f"{self.folder}/rampart.db", "SELECT (SELECT text FROM name WHERE id=a.id) FROM account a WHERE a.read_at<>0")}
        except sqlite3.Error:   # not made yet
            return set()


if __name__ == "__main__":
    unittest.main()
