import gzip
import json
import os

from rampart import SHARED, Case

BUCKET = 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\n'
VERSIONED = BUCKET + 'resource "aws_s3_bucket_versioning" "logs" {\n  bucket = aws_s3_bucket.logs.id\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
RULE = "s3-bucket-versioning"


class ExitStatus(Case):
    def test_nothing_failed_is_0_a_finding_is_1(self):
        self.write("good/main.tf", VERSIONED)
        self.write("bad/main.tf", BUCKET)
        self.assertEqual(self.rampart("scan", "good", "--check", RULE).status, 0)
        self.assertEqual(self.rampart("scan", "bad", "--check", RULE).status, 1)
        self.assertEqual(self.rampart("scan", "bad", "--check", RULE, "--soft-fail").status, 0)

    def test_what_cannot_be_judged_is_2(self):
        os.mkdir(f"{self.folder}/empty")
        for args in (["nowhere"], ["empty"], ["empty", "--no-such-flag"], ["empty", "-o", "no-such-format"]):
            done = self.rampart("scan", *args)
            self.assertEqual(done.status, 2, args)

    def test_soft_and_hard_lists_decide_by_rule_and_severity(self):
        self.write("main.tf", BUCKET)
        check = ["--check", "CKV_AWS_21"]
        self.assertEqual(self.rampart("scan", ".", *check, "--soft-fail-on", "CKV_AWS_21").status, 0)
        self.assertEqual(self.rampart("scan", ".", *check, "--soft-fail-on", "CKV_AWS_18").status, 1)
        self.assertEqual(self.rampart("scan", ".", *check, "--soft-fail-on", "MEDIUM").status, 0)
        self.assertEqual(self.rampart("scan", ".", *check, "--soft-fail-on", "LOW").status, 1)
        self.assertEqual(self.rampart("scan", ".", *check, "--soft-fail", "--hard-fail-on", "CKV_AWS_21").status, 1)
        self.assertEqual(self.rampart("scan", ".", *check, "--hard-fail-on", "CRITICAL").status, 0)


class NoSilentSuccess(Case):
    def messages(self, *args):
        return {m["code"]: m["message"] for m in self.scan(*args)["messages"]}

    def test_an_id_that_no_rule_has_is_said_and_strict_makes_it_2(self):
        self.write("main.tf", VERSIONED)
        args = (".", "--check", f"{RULE},CKV_AWS_99999")
        self.assertIn("CKV_AWS_99999", self.messages(*args)["rule-unknown-id"])
        self.assertEqual(self.rampart("scan", *args).status, 0)
        self.assertEqual(self.rampart("scan", *args, "--strict").status, 2)

    def test_a_file_that_is_not_hcl_is_said_with_its_place_and_the_rest_is_judged(self):
        self.write("main.tf", BUCKET)
        self.write("broken.tf", 'resource "aws_s3_bucket" "x" {\n  bucket = \n}\n')
        report = self.scan(".", "--check", RULE)
        self.assertEqual(self.verdicts(report)[(RULE, "aws_s3_bucket.logs")], "failed")
        errors = [m for m in report["messages"] if m["level"] == "error"]
        self.assertEqual([(m["file"], m["line"]) for m in errors], [("broken.tf", 2)])
        self.assertEqual(self.rampart("scan", ".", "--check", RULE, "--strict").status, 2)

    def test_a_module_that_is_not_there_is_named(self):
        self.write("main.tf", VERSIONED + 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n')
        self.assertIn("module.vpc", self.messages(".", "--check", RULE)["module-not-loaded"])

    def test_a_flag_or_config_key_without_meaning_is_said(self):
        self.write("main.tf", VERSIONED)
        self.write(".rampart.yaml", "check: [s3-bucket-versioning]\nno-such-key: 1\ndownload-external-modules: true\n")
        texts = [m["message"] for m in self.scan(".", "--download-external-modules", "true")["messages"]]
        self.assertTrue(any("'no-such-key' is not known" in t for t in texts), texts)
        self.assertTrue(any("--download-external-modules has no meaning" in t for t in texts), texts)

    def test_a_rule_of_ones_own_that_asks_for_what_is_not_there_is_said(self):
        self.write("main.tf", VERSIONED)
        self.write("rules/mine.rego", """# METADATA
# title: A bucket has a name
# description: Ours.
# custom:
#   id: own-bucket-name
#   severity: low
#   resource_types: [aws_s3_bucket]
#   frameworks: {}
#   advice: "Set it."
package own.bucket_name

deny contains {"msg": "no name", "at": ["bucket"]} if input.values.bukcet == ""
""")
        report = self.scan(".", "--external-checks-dir", "rules", "--check", "own-bucket-name")
        said = [m for m in report["messages"] if m["code"] == "rule-field"]
        self.assertEqual([(m["line"], "bukcet" in m["message"]) for m in said], [(12, True)], report["messages"])
        self.assertEqual(self.rampart("scan", ".", "--external-checks-dir", "rules", "--check", "own-bucket-name", "--strict").status, 2)

    def test_a_framework_that_is_not_judged_is_said(self):
        self.write("main.tf", VERSIONED)
        texts = [m["message"] for m in self.scan(".", "--framework", "terraform,cloudformation", "--check", RULE)["messages"]]
        self.assertTrue(any("cloudformation" in t for t in texts), texts)

    def test_no_file_at_all_is_said_in_every_format(self):
        for name in ("cli", "json", "sarif", "junitxml", "csv", "gitlab_sast", "markdown", "github_failed_only"):
            self.assertIn("no Terraform file", self.rampart("scan", ".", "-o", name).out, name)


class Unknown(Case):
    def test_what_depends_on_a_variable_without_a_value_is_neither_pass_nor_fail(self):
        self.write("main.tf", 'variable "on" {\n  type = bool\n}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = var.on\n}\n')
        report = self.scan(".", "--check", "kms-key-rotation")
        (check,) = report["results"]["unknown_checks"]
        self.assertEqual(check["unknown"], ["var.on"])
        self.assertEqual(self.rampart("scan", ".", "--check", "kms-key-rotation").status, 0)
        self.assertEqual(self.rampart("scan", ".", "--check", "kms-key-rotation", "--unknown", "fail").status, 1)

    def test_a_value_from_outside_decides(self):
        self.write("main.tf", 'variable "on" {\n  type = bool\n}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = var.on\n}\n')
        self.write("on.tfvars", "on = true\n")
        rule = ("kms-key-rotation", "aws_kms_key.k")
        self.assertEqual(self.verdicts(self.scan(".", "--check", rule[0], "--var-file", f"{self.folder}/on.tfvars"))[rule], "passed")
        self.assertEqual(self.verdicts(self.scan(".", "--check", rule[0], "--var", "on=false"))[rule], "failed")
        self.assertEqual(self.verdicts(self.scan(".", "--check", rule[0], env={"TF_VAR_on": "true"}))[rule], "passed")
        self.write("terraform.tfvars", "on = false\n")
        self.assertEqual(self.verdicts(self.scan(".", "--check", rule[0], env={"TF_VAR_on": "true"}))[rule], "failed")

    def test_known_after_apply_in_a_plan_is_unknown_too(self):
        self.write("plan.json", json.dumps({
            "format_version": "1.2",
            "resource_changes": [{"address": "aws_kms_key.k", "type": "aws_kms_key", "name": "k", "mode": "managed",
                                  "change": {"actions": ["create"], "after": {}, "after_unknown": {"enable_key_rotation": True}}}],
            "configuration": {"root_module": {"resources": [{"address": "aws_kms_key.k", "type": "aws_kms_key", "name": "k",
                                                             "expressions": {"enable_key_rotation": {"references": ["data.external.x.result"]}}}]}}}))
        (check,) = self.scan("plan.json", "--check", "kms-key-rotation")["results"]["unknown_checks"]
        self.assertEqual(check["unknown"], ["data.external.x.result"])

    def test_what_no_configuration_names_is_named_by_its_place(self):
        self.write("plan.json", json.dumps({
            "format_version": "1.2",
            "resource_changes": [{"address": "module.m.aws_s3_bucket.b", "type": "aws_s3_bucket", "name": "b", "mode": "managed",
                                  "change": {"actions": ["create"], "after": {}, "after_unknown": {"acl": True}}}]}))
        (check,) = self.scan("plan.json", "--check", "s3-bucket-public-read-acl")["results"]["unknown_checks"]
        self.assertEqual(check["unknown"], ["module.m.aws_s3_bucket.b.acl"])


class Skips(Case):
    def skipped(self, comment, rule="kms-key-rotation", **kwargs):
        self.write("main.tf", f'resource "aws_kms_key" "k" {{\n  {comment}\n}}\n')
        return self.scan(".", "--check", rule, **kwargs)["results"]["skipped_checks"]

    def test_comments_of_four_tools_skip(self):
        for comment in ("# checkov:skip=CKV_AWS_7:not here", "#checkov:skip=CKV_AWS_7", "# rampart:skip=kms-key-rotation:not here", "# trivy:ignore:CKV_AWS_7",
                        "// tfsec:ignore:kms-key-rotation"):
            self.assertEqual(len(self.skipped(comment)), 1, comment)
        self.assertEqual(self.skipped("# checkov:skip=CKV_AWS_7:not here")[0]["check_result"]["suppress_comment"], "not here")
        self.assertEqual(self.skipped("# checkov:skip=CKV_AWS_33:another"), [])

    def test_a_skip_runs_out_and_that_is_said(self):
        self.assertEqual(len(self.skipped("# rampart:skip=kms-key-rotation:soon until=2999-01-31")), 1)
        self.assertEqual(self.skipped("# rampart:skip=kms-key-rotation:soon until=2001-01-31"), [])
        self.assertIn("has run out on 2001-01-31", " ".join(self.rampart("scan", ".", "--check", "kms-key-rotation").out.split()))

    def test_a_skip_on_a_module_block_reaches_into_the_module(self):
        self.write("keys/main.tf", 'resource "aws_kms_key" "k" {\n}\n')
        self.write("main.tf", 'module "a" {\n  # checkov:skip=CKV_AWS_7:all of them\n  source = "./keys"\n}\nmodule "b" {\n  source = "./keys"\n}\n')
        report = self.verdicts(self.scan(".", "--check", "kms-key-rotation"))
        self.assertEqual(report, {("kms-key-rotation", "module.a.aws_kms_key.k"): "skipped", ("kms-key-rotation", "module.b.aws_kms_key.k"): "failed"})

    def test_a_baseline_hides_what_was_there_before(self):
        self.write("main.tf", BUCKET)
        self.assertEqual(self.rampart("scan", ".", "--check", RULE, "--create-baseline").status, 1)
        self.assertEqual(self.rampart("scan", ".", "--check", RULE, "--baseline", ".rampart.baseline").status, 0)
        self.write("more.tf", BUCKET.replace('"logs" {', '"more" {'))
        self.assertEqual(self.rampart("scan", ".", "--check", RULE, "--baseline", ".rampart.baseline").status, 1)


class Determinism(Case):
    def test_threads_and_plan_layout_do_not_change_a_byte(self):
        for i in range(40):
            self.write(f"m{i}/main.tf", BUCKET)
        self.write("main.tf", "".join(f'module "m{i}" {{\n  source = "./m{i}"\n}}\n' for i in range(40)))
        outputs = {self.rampart("scan", ".", "-o", name, "--threads", str(n)).out for n in (1, 2, 7) for name in ("json",)}
        self.assertEqual(len(outputs), 1)
        plan = {"format_version": "1.2", "resource_changes": [
            {"address": f"aws_s3_bucket.b{i}", "type": "aws_s3_bucket", "name": f"b{i}", "mode": "managed",
             "change": {"actions": ["create"], "after": {"bucket": f"b{i}"}, "after_unknown": {"id": True}}} for i in range(50)]}
        reports = set()
        for text in (json.dumps(plan), json.dumps(plan, indent=2), json.dumps(plan, indent=2).replace("\n", "\r\n")):
            self.write("p/plan.json", text)
            reports.add(self.rampart("scan", "p/plan.json", "-o", "json").out)

        self.assertEqual(len(reports), 1)


class Policies(Case):
    PLAN = {"format_version": "1.2", "resource_changes": [
        {"address": "aws_s3_bucket_public_access_block.b", "type": "aws_s3_bucket_public_access_block", "name": "b",
         "change": {"actions": ["create"], "after": {"block_public_acls": False}}},
        {"address": "aws_s3_bucket.b", "type": "aws_s3_bucket", "name": "b", "change": {"actions": ["create"], "after": {"bucket": "b"}}}]}
    TEAM = """package terraform.s3
deny[msg] {
  resource := input.resource_changes[_]
  resource.type == "aws_s3_bucket_public_access_block"
  resource.change.after.block_public_acls == false
  msg := sprintf("S3 bucket '%v' must block public ACLs", [resource.address])
}
deny[msg] {
  resource := input.resource_changes[_]
  resource.type == "aws_s3_bucket"
  not resource.change.after.server_side_encryption_configuration
  msg := sprintf("S3 bucket '%v' must have server-side encryption enabled", [resource.address])
}
"""

    def test_two_policies_of_a_team_run_unchanged(self):
        self.write("plan.json", json.dumps(self.PLAN))
        self.write("policy/s3.rego", self.TEAM)
        report = self.scan("plan.json", "--policy", "policy", "--check", RULE)
        found = {(c["rule_id"], c["resource"], c["reasons"][0]["message"]) for c in report["results"]["failed_checks"] if c["rule_id"] != RULE}
        self.assertEqual(found, {
            ("terraform.s3.deny", "aws_s3_bucket_public_access_block.b", "S3 bucket 'aws_s3_bucket_public_access_block.b' must block public ACLs"),
            ("terraform.s3.deny", "aws_s3_bucket.b", "S3 bucket 'aws_s3_bucket.b' must have server-side encryption enabled")})

    def test_a_package_that_decides_nothing_is_said(self):
        self.write("plan.json", json.dumps(self.PLAN))
        self.write("policy/s3.rego", "package terraform.helpers\nallow := true\n")
        done = self.rampart("scan", "plan.json", "--policy", "policy", "--check", "kms-key-rotation")
        self.assertIn("no deny, violation or warn", done.out)
        self.assertEqual(self.rampart("scan", "plan.json", "--policy", "policy", "--check", "kms-key-rotation", "--strict").status, 2)

    def test_a_policy_that_is_not_rego_is_an_error_with_its_place(self):
        self.write("plan.json", json.dumps(self.PLAN))
        self.write("policy/s3.rego", "package terraform.s3\n\ndeny[msg] { msg = \n")
        done = self.rampart("scan", "plan.json", "--policy", "policy")
        self.assertEqual(done.status, 2)
        self.assertIn("s3.rego:", done.err)


class Workflow(Case):
    def test_ids_in_a_block_with_comments_are_read(self):
        self.write("main.tf", BUCKET)
        check = "CKV_AWS_18   # S3 access logging\nCKV_AWS_19   # S3 encryption at rest\nCKV_AWS_20   # S3 public access\nCKV_AWS_86   # CDN access logging\nCKV_AWS_119  # DynamoDB encryption\n"
        done = self.rampart("scan", "-d", ".", "--framework", "terraform", "-o", "sarif", "--output-file-path", "results.sarif", "--check", check)
        self.assertEqual(done.status, 1)
        with open(f"{self.folder}/results.sarif", encoding="utf-8") as f:
            sarif = json.load(f)
        self.assertEqual([r["ruleId"] for r in sarif["runs"][0]["results"]], ["CKV_AWS_18"])
        self.assertEqual({r["id"] for r in sarif["runs"][0]["tool"]["driver"]["rules"]}, {"CKV_AWS_18", "CKV_AWS_19", "CKV_AWS_20", "CKV_AWS_86", "CKV_AWS_119"})
        self.assertEqual(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "main.tf")

    def test_a_fingerprint_stays_when_lines_move(self):
        self.write("main.tf", BUCKET)
        before = [c["fingerprint"] for c in self.scan(".")["results"]["failed_checks"]]
        self.write("main.tf", "# moved\n\n\n" + BUCKET)
        self.assertEqual([c["fingerprint"] for c in self.scan(".")["results"]["failed_checks"]], before)


class Secrets(Case):
    def test_secrets_in_the_code_are_in_no_output(self):
        self.write("main.tf", """provider "aws" {
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}
variable "pin" {
  default   = "four-two-four-two"
  sensitive = true
}
resource "aws_db_instance" "d" {
  engine   = "mysql"
  password = "hunter2hunter2"
  username = local.pin
}
locals {
  pin = var.pin
}
""")
        for args in [("scan", ".", "-o", name) for name in ("cli", "json", "sarif", "junitxml", "csv", "gitlab_sast", "markdown")] + [("resources", ".", "-o", "json", "--data"), ("resources", ".", "--data")]:
            out = self.rampart(*args).out
            for secret in ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "hunter2"):
                self.assertNotIn(secret, out, args)
            if args[0] == "resources":
                self.assertNotIn("four-two", out, args)

    def test_sensitive_values_of_a_plan_are_masked(self):
        self.write("plan.json", json.dumps({"format_version": "1.2", "resource_changes": [
            {"address": "aws_ssm_parameter.p", "type": "aws_ssm_parameter", "name": "p", "mode": "managed",
             "change": {"actions": ["create"], "after": {"name": "n", "value": "do-not-show"}, "after_unknown": {}, "after_sensitive": {"value": True}}}]}))
        self.assertNotIn("do-not-show", self.rampart("resources", "plan.json", "-o", "json").out)


class Inputs(Case):
    def test_encodings_of_a_plan_give_one_report(self):
        text = json.dumps(Policies.PLAN)
        forms = {"utf8.json": text.encode(), "bom.json": b"\xef\xbb\xbf" + text.encode(), "utf16.json": text.encode("utf-16"), "utf16be.json": b"\xfe\xff" + text.encode("utf-16-be"),
                 "plan.json.gz": gzip.compress(text.encode())}
        results = set()
        for name, data in forms.items():
            self.write(name, data)
            report = self.scan(name)
            results.add(tuple((c["check_id"], c["resource"]) for c in report["results"]["failed_checks"]))
        self.assertEqual(len(results), 1)
        self.assertTrue(results.pop())

    def test_bad_plans_are_refused_with_a_place(self):
        for name, data in {"cut.json": b'{"format_version": "1.2", "resource_ch', "two.json": b'{"format_version":"1.2"}\n{"format_version":"1.2"}', "log.json": b'Plan:\n{"format_version":"1.2"}',
                           "future.json": b'{"format_version": "2.0"}', "binary": b"PK\x03\x04rest", "null.json": b"null", "empty.json": b""}.items():
            self.write(name, data)
            done = self.rampart("scan", "-f", name)
            self.assertEqual(done.status, 2, name)
            self.assertIn(name, done.err)

    def test_a_file_outside_the_root_is_not_read(self):
        self.write("secret.txt", "top secret")
        self.write("root/main.tf", 'output "x" {\n  value = file("../secret.txt")\n}\nlocals {\n  x = file("../secret.txt")\n}\nmodule "m" {\n  source = "../elsewhere"\n}\n' + VERSIONED)
        self.write("elsewhere/main.tf", BUCKET)
        report = self.scan("root", "--check", RULE)
        self.assertEqual(self.verdicts(report), {(RULE, "aws_s3_bucket.logs"): "passed"})
        texts = " ".join(m["message"] for m in report["messages"])
        self.assertIn("outside the scanned folder", texts)
        self.assertIn("module.m", texts)
        os.symlink("../secret.txt", f"{self.folder}/root/link.tf")
        self.assertIn("leads outside", " ".join(m["message"] for m in self.scan("root", "--check", RULE)["messages"]))


class Corpus(Case):
    def test_every_real_tree_and_plan_is_read(self):
        trees = os.path.join(SHARED, "corpus", "terraform")
        if not os.path.isdir(trees):
            self.skipTest("no shared corpus")
        with open(os.path.join(trees, "refused.json"), encoding="utf-8") as f:
            refused = {(r["file"], r["line"]) for r in json.load(f)}
        got = set()
        for tree in sorted(os.listdir(trees)):
            if not os.path.isdir(os.path.join(trees, tree)):
                continue
            done = self.rampart("scan", os.path.join(trees, tree), "--framework", "terraform", "-o", "json", timeout=300)
            self.assertIn(done.status, (0, 1, 2), tree)
            report = done.json()
            self.assertEqual([c for c in report["results"]["unknown_checks"] if not c["unknown"]], [], "a verdict that does not say what it depends on")
            for m in report["messages"]:
                if m["level"] == "error" and m["file"]:
                    got.add((f"{tree}/{m['file']}", m["line"]))
        native = {(f, line) for f, line in refused if f.endswith(".tf")}
        self.assertEqual({f for f, _ in native} - {f for f, _ in got}, set())
        self.assertEqual({f for f, _ in got if f.endswith(".tf")} - {f for f, _ in native}, set())


    def test_every_plan_and_state_is_read_or_refused_for_a_reason(self):
        plans = os.path.join(SHARED, "corpus", "plans")
        if not os.path.isdir(plans):
            self.skipTest("no shared corpus")
        read = refused = 0
        for folder, _, names in sorted(os.walk(plans)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name in ("index.json", "NOTICE") or name.startswith("LICENSE") or name.endswith((".tf", ".tfvars", ".md", ".hcl")):
                    continue
                done = self.rampart("resources", path, "-o", "json", "--data")
                readable = is_plan(path)
                self.assertEqual(done.status == 0, readable, f"{path}: {done.err}")
                read, refused = read + readable, refused + (not readable)
        self.assertGreater(read, 300)
        self.assertGreater(refused, 10)

    def test_a_plan_and_its_code_give_the_same_resources(self):
        plans = os.path.join(SHARED, "corpus", "plans")
        if not os.path.isdir(plans):
            self.skipTest("no shared corpus")
        with open(os.path.join(plans, "index.json"), encoding="utf-8") as f:
            pairs = [entry["file"] for entry in json.load(f) if entry["kind"] == "plan" and entry.get("hcl_files_beside")]
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "plan_differences.txt"), encoding="utf-8") as f:
            explained = {line.split(" # ")[0] for line in f if line.strip() and not line.startswith("#")}
        addresses = same = 0
        found = set()
        for file in pairs:
            plan = self.rampart("resources", os.path.join(plans, file), "-o", "json")
            code = self.rampart("resources", os.path.dirname(os.path.join(plans, file)), "-o", "json")
            if plan.status or code.status:
                continue
            planned = {r["address"]: r for r in plan.json()["resources"]}
            for written in code.json()["resources"]:
                other = planned.get(written["address"])
                if not other or not written["file"].endswith((".tf", ".tf.json")):
                    continue
                addresses += 1
                unknown = set(other["unknown"]) | set(written["unknown"])
                values = dict(leaves(other["values"]))
                for path, value in leaves(written["values"]):
                    if any(path.startswith(u) for u in unknown) or path.startswith("tags_all") or "_document" in path or path not in values:
                        continue
                    if values[path] == value:
                        same += 1
                    else:
                        found.add(f"{file} {written['address']} {path}")
        self.assertEqual(found - explained, set())
        self.assertGreater(addresses, 400)
        self.assertGreater(same, 1200)


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for i, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{i}]")
    else:
        yield path, value


def is_plan(path):
    """By other means than ours: is it one JSON document that is a plan or a state?"""
    with open(path, "rb") as f:
        data = f.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        return False
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le" if data[1:2] == b"\0" else "utf-8-sig"
    try:
        document = json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        return b"deep" in os.path.basename(path).encode()
    if not isinstance(document, dict) or str(document.get("format_version", "1.0"))[:2] not in ("0.", "1."):
        return False
    return any(k in document for k in ("resource_changes", "planned_values", "values", "format_version")) or isinstance(document.get("version"), int)


if __name__ == "__main__":
    import unittest
    unittest.main()
