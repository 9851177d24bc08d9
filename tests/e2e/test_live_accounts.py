"""`rampart live accounts` and `rampart live sweep` over an organisation: who is there, who lets us in, what changes, and what each account then holds."""
import csv
import json
import os
import re
import sqlite3
import time
import unittest
import urllib.parse

import moto
from fault_proxy import FaultProxy
from live import LiveCase, ROLE, SERVICES, rows


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
