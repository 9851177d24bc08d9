"""`rampart live` on moto: a sweep, its score, what changed and when, Config rules that Terraform declares, regions."""
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import moto
from rampart import RAMPART, Case

sys.path.insert(0, os.path.join(moto.ROOT, "examples", "live"))

CONFIG_RULES = """
locals { identifier = "S3_BUCKET_PUBLIC_READ_PROHIBITED" }
resource "aws_config_config_rule" "read" {
  name = "no-public-read"
  source {
    owner             = "AWS"
    source_identifier = local.identifier
  }
}
resource "aws_config_config_rule" "volumes" {
  name = "volumes"
  scope { compliance_resource_types = ["AWS::EC2::Volume"] }
  source {
    owner             = "AWS"
    source_identifier = "ENCRYPTED_VOLUMES"
  }
}
resource "aws_config_config_rule" "tags" {
  name             = "tags"
  input_parameters = jsonencode({ requiredKeyTags = "team" })
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_TAGGED"
  }
}
resource "aws_config_config_rule" "tagged" {
  name = "tagged"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_TAGGED"
  }
}
resource "aws_config_config_rule" "users" {
  name = "users"
  scope { compliance_resource_types = ["AWS::IAM::User"] }
  source {
    owner             = "AWS"
    source_identifier = "IAM_USER_MFA_ENABLED"
  }
}
resource "aws_config_config_rule" "templates" {
  name = "templates"
  source {
    owner             = "AWS"
    source_identifier = "EC2_LAUNCH_TEMPLATE_IMDSV2_CHECK"
  }
}
resource "aws_config_config_rule" "near" {
  name = "near"
  source {
    owner             = "AWS"
    source_identifier = "DYNAMODB_TABLE_ENCRYPTED_KMS"
  }
}
resource "aws_config_config_rule" "own" {
  name = "own"
  source {
    owner             = "CUSTOM_LAMBDA"
    source_identifier = "arn:aws:lambda:eu-west-1:123456789012:function:x"
  }
}
"""


@unittest.skipUnless(moto.available(), "moto is not here")
class Live(Case):
    @classmethod
    def setUpClass(cls):
        import account
        cls.server = moto.Moto()
        account.build(cls.server.client)
        cls.states = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.states)

    def live(self, *args, state="state.db", status=0):
        done = self.run_rampart(("live", *args, "--state", os.path.join(self.states, state)), env=moto.clean(self.server.env()))
        self.assertEqual(done.status, status, done.err)
        return done

    def sweep(self, *args, **kwargs):
        return self.live("sweep", "-o", "json", "--region", "eu-west-1", *args, **kwargs).json()

    def test_a_second_sweep_of_the_same_account_changes_nothing(self):
        first = self.sweep(state="twice.db")
        again = self.sweep(state="twice.db")
        self.assertGreater(first["created"], 20)
        self.assertEqual((again["created"], again["updated"], again["deleted"], again["new"], again["resolved"]), (0, 0, 0, 0, 0))
        self.assertEqual(again["unchanged"], first["created"])

    def test_the_score_has_every_control_once_and_evidence_for_what_failed(self):
        self.sweep()
        score = self.live("score", "-o", "json").json()
        controls = {c["id"]: c for c in score["controls"]}
        self.assertEqual(len(controls), 62)
        self.assertAlmostEqual(sum(score["shares"].values()), 100, places=1)
        self.assertEqual(controls["1.8"]["status"], "failed")
        evidence = [e for f in controls["1.8"]["findings"] for e in f["evidence"]]
        self.assertEqual([(e["path"], e["value"], e["call"]) for e in evidence], [("minimum_password_length", 8, "iam:GetAccountPasswordPolicy")])
        self.assertEqual(controls["1.3"]["status"], "manual")
        self.assertNotEqual(controls["1.1"]["status"], "passed", "nothing tells who is called: it is not assessed")
        rows = self.live("score", "-o", "csv").out.strip().split("\n")
        self.assertEqual(len(rows), 63)

    def verdicts(self, state):
        found = self.live("findings", "--status", "pass,fail,unknown", "-o", "json", state=state).json()["findings"]
        return {(f["rule"], f["type"], f["resource"], f.get("region")): f["status"] for f in found}

    def test_a_sweep_of_one_service_judges_an_account_and_not_code(self):
        """What is known after a sweep of one service alone is what a whole sweep says: nothing passes or fails because the summary of the account was not read."""
        ec2 = self.server.client("ec2")
        group = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389, "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                                                                            "UserIdGroupPairs": [{"GroupId": group}]}])
        self.server.client("s3").create_bucket(Bucket="trail-alone", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.server.client("logs").create_log_group(logGroupName="trail-alone")
        self.server.client("cloudtrail").create_trail(Name="alone", S3BucketName="trail-alone", IsMultiRegionTrail=True, CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/x",
                                                      CloudWatchLogsLogGroupArn="arn:aws:logs:eu-west-1:123456789012:log-group:trail-alone:*")
        self.sweep(state="whole.db")
        whole = self.verdicts("whole.db")
        failed = {k for k, status in whole.items() if status == "fail" and k[2].endswith(group)}
        self.assertIn("ec2-security-group-open-rdp", {k[0] for k in failed})
        for service in ("ec2", "s3", "cloudtrail", "iam", "logs"):
            self.sweep("--service", service, state=f"{service}.db")
            alone = self.verdicts(f"{service}.db")
            self.assertTrue(alone, service)
            other = {k: (status, whole.get(k)) for k, status in alone.items() if status != "unknown" and whole.get(k) != status}
            self.assertEqual(other, {}, service)
            if service == "ec2":
                self.assertLessEqual(failed, {k for k, status in alone.items() if status == "fail"})

    def test_what_is_not_there_is_judged_under_the_name_that_other_tools_give_it(self):
        """A bucket without any access block, and a region without any trail: the tools whose names these are fail them."""
        server = moto.Moto()
        self.addCleanup(server.stop)
        server.client("s3").create_bucket(Bucket="bare", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        environment = moto.clean(server.env())
        done = self.run_rampart(("live", "sweep", "--region", "eu-west-1", "--service", "s3,account,cloudtrail", "--state", "bare.db"), env=environment)
        self.assertEqual(done.status, 0, done.err)
        for name, resource in (("s3_bucket_level_public_access_block", "arn:aws:s3:::bare"), ("S3.8", "arn:aws:s3:::bare"), ("S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", "arn:aws:s3:::bare"),
                               ("cloudtrail_multi_region_enabled", "eu-west-1")):
            found = self.run_rampart(("live", "findings", "--rule", name, "-o", "json", "--state", "bare.db"), env=environment).json()["findings"]
            self.assertTrue([f for f in found if f["resource"].endswith(resource)], f"{name}: {found}")

    def test_what_was_changed_between_sweeps_is_in_the_timeline(self):
        s3 = self.server.client("s3")
        s3.create_bucket(Bucket="history", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.sweep("--service", "s3", state="history.db")
        s3.put_bucket_versioning(Bucket="history", VersioningConfiguration={"Status": "Enabled"})
        self.assertEqual(self.sweep("--service", "s3", state="history.db")["updated"], 1)
        s3.delete_bucket(Bucket="history")
        self.assertGreaterEqual(self.sweep("--service", "s3", state="history.db")["deleted"], 2)
        versions = self.live("timeline", "aws_s3_bucket_versioning/history", "-o", "json", state="history.db").json()["versions"]
        self.assertEqual([(v["deleted"], v.get("values", {}).get("versioning_configuration")) for v in versions],
                         [(False, [{"status": "Disabled"}]), (False, [{"status": "Enabled"}]), (True, None)])
        shown = self.live("show", "history", "--at", "0s", state="history.db").json()
        self.assertTrue(shown["deleted"])
        text = self.live("timeline", "aws_s3_bucket_versioning/history", state="history.db").out
        self.assertIn('- versioning_configuration[0].status: "Disabled"', text)
        self.live("show", "nobody-has-this", state="history.db", status=2)
        self.live("show", "history", "--at", "soon", state="history.db", status=2)

    def test_config_rules_of_terraform_run_as_declared(self):
        s3 = self.server.client("s3")
        for name, tags in (("tagged-by-team", {"team": "a"}), ("tagged-otherwise", {"stage": "a"})):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": k, "Value": v} for k, v in tags.items()]})
        self.server.client("iam").create_user(UserName="without-mfa")
        self.sweep()
        rules = os.path.dirname(self.write("rules/main.tf", CONFIG_RULES))
        for args in (("config-rules", rules), ("--config-rules", rules), (f"--config-rules={rules}",)):
            done = self.live(*args, "-o", "json", status=1)
            found = {r["name"]: r for r in done.json()["config_rules"]}
            self.assertEqual(found["no-public-read"]["compliance"], "NON_COMPLIANT")
            self.assertEqual(found["no-public-read"]["failed"], ["arn:aws:s3:::archive-eu"])
            self.assertEqual((found["volumes"]["compliance"], found["volumes"]["passed"], len(found["volumes"]["failed"])), ("NON_COMPLIANT", 1, 1))
            failed = {name: {f.rpartition(":")[2] for f in found[name]["failed"]} for name in ("tags", "tagged")}
            self.assertIn("tagged-otherwise", failed["tags"] - failed["tagged"])
            self.assertNotIn("tagged-by-team", failed["tags"] | failed["tagged"])
            self.assertTrue(found["users"]["failed"], "users are judged by the credential report")
            self.assertEqual((found["templates"]["compliance"], found["templates"]["failed"]), ("NOT_APPLICABLE", []), "instances are no launch templates")
            self.assertEqual(found["near"]["compliance"], "NOT_JUDGED")
            self.assertIn("dynamodb-table-customer-key", found["near"]["reason"])
            self.assertEqual((found["own"]["compliance"], found["own"]["rule"]), ("NOT_JUDGED", None))

    def test_a_crash_leaves_no_core_in_which_keys_stand(self):
        def cores():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            signal.signal(signal.SIGQUIT, signal.SIG_DFL)   # who runs the tests in the background may have it ignored
        process = subprocess.Popen([RAMPART, "live", "watch", "--no-first-sweep", "--listen", "127.0.0.1:0"], cwd=self.folder, env=moto.clean(self.server.env()),
                                   preexec_fn=cores, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        line = b" "
        while line and b"listening" not in line:   # what else there is to say comes before
            line = process.stderr.readline()
        self.assertIn(b"listening", line)
        process.send_signal(signal.SIGQUIT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = 0
        process.stderr.close()
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertFalse(os.WCOREDUMP(status))

    def test_what_is_asked_wrongly_is_said(self):
        environment = moto.clean(self.server.env())
        self.assertIn("did you mean 's3'", self.run_rampart(("live", "resources", "--service", "s33"), environment).err)
        self.assertIn("did you mean 'sweep'", self.run_rampart(("live", "sweeep"), environment).err)
        self.live("score", "--framework", "cis_9", status=2)
        self.assertIn("store-open", self.live("score", state="nothing.db", status=2).err)


if __name__ == "__main__":
    unittest.main()
