"""The formats that other programs read, held against their schemas where those are here, with names that no format likes."""
import collections
import csv
import importlib
import io
import json
import os
import re
import sys
import unittest
import xml.etree.ElementTree as ET

import packages
from rampart import SHARED, Case

SCHEMA = os.path.join(SHARED, "facts", "schemas", "sarif-2.1.0.json")
LIMIT = 25000


def jsonschema():
    """From PyPI into the build folder, where it is not there."""
    sys.path.append(packages.JSONSCHEMA)
    try:
        return importlib.import_module("jsonschema")
    except ImportError:
        why = packages.jsonschema()
    if why:
        raise unittest.SkipTest(why)
    importlib.invalidate_caches()
    return importlib.import_module("jsonschema")


ODD = 'a"b<c>&d\u00e9\u0001\u2028|`%x` ]]> ,=1+1'


class Formats(Case):
    def setUp(self):
        super().setUp()
        self.write("main.tf", """variable "x" {}
resource "aws_kms_key" "fails" {
}
resource "aws_kms_key" "unknown" {
  enable_key_rotation = var.x
}
resource "aws_kms_key" "skipped" {
  # checkov:skip=CKV_AWS_7:a "reason" <with> & all
}
resource "aws_kms_key" "passes" {
  enable_key_rotation = true
}
module "m" {
  source = "nowhere/module/aws"
}
""")
        self.write("a b/%41 \u00e9.tf", 'resource "aws_s3_bucket" "b" {\n}\n')
        self.write("plan.json", json.dumps({"format_version": "1.2", "resource_changes": [
            {"address": f'aws_kms_key.k["{ODD}"]', "type": "aws_kms_key", "name": "k", "index": ODD, "mode": "managed", "change": {"actions": ["create"], "after": {}}}]}))

    def write_report(self, name):
        done = self.rampart("scan", ".", "-o", name)
        self.assertEqual(done.status, 1, done.err)
        return done.out

    def test_sarif_keeps_to_its_schema_and_to_githubs_limits(self):
        sarif = json.loads(self.write_report("sarif"))
        (run,) = sarif["runs"]
        kinds = collections.Counter((r.get("kind", "fail"), bool(r.get("suppressions"))) for r in run["results"])
        self.assertGreaterEqual(kinds[("fail", False)], 3)
        self.assertEqual((kinds[("open", False)] > 0, kinds[("fail", True)] > 0), (True, True))
        for r in run["results"]:
            self.assertEqual(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"], r["ruleId"])
            self.assertRegex(r["partialFingerprints"]["rampart/v1"], r"^[0-9a-f]{32}$")
        uris = {loc["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"] for loc in r["locations"]}
        self.assertTrue({"main.tf", "a%20b/%2541%20%C3%A9.tf"} <= uris, uris)
        self.assertTrue(all(not re.match(r"^(/|\w+:)", uri) for uri in uris))
        for rule in run["tool"]["driver"]["rules"]:
            self.assertLessEqual(len(rule["properties"]["tags"]), 20, rule["id"])
        if not os.path.exists(SCHEMA):
            self.skipTest(f"no schema at {SCHEMA}")
        with open(SCHEMA, encoding="utf-8") as f:
            schema = json.load(f)
        validator = jsonschema()
        errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.validators.validator_for(schema)(schema).iter_errors(sarif)]
        self.assertEqual(errors, [])

    def test_more_than_25000_results_keep_the_gravest_and_say_so(self):
        self.write("many/main.tf", 'resource "aws_s3_bucket" "b" {\n  count = 4000\n}\nresource "aws_db_instance" "d" {\n  count               = 2500\n  publicly_accessible = true\n}\n')
        rank = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "0.0"}
        failed = collections.Counter(row["Severity"].lower() for row in csv.DictReader(io.StringIO(self.rampart("scan", "many", "-o", "csv").out)) if row["Verdict"] == "fail")
        self.assertGreater(sum(failed.values()), LIMIT)
        (run,) = self.rampart("scan", "many", "-o", "sarif").json()["runs"]
        self.assertEqual(len(run["results"]), LIMIT)
        rules = run["tool"]["driver"]["rules"]
        kept = collections.Counter(rules[r["ruleIndex"]]["properties"]["security-severity"] for r in run["results"])
        room = LIMIT
        for severity in rank:
            want = min(room, failed[severity])
            self.assertEqual(kept[rank[severity]], want, severity)
            room -= want
        (said,) = [n for n in run["invocations"][0]["toolExecutionNotifications"] if n["descriptor"]["id"] == "sarif-limit"]
        self.assertIn(f"{sum(failed.values()) - LIMIT} results", said["message"]["text"])

    def test_junit_is_xml_and_counts_what_it_has(self):
        root = ET.fromstring(self.write_report("junitxml"))
        suites = [root] if root.tag == "testsuite" else list(root.iter("testsuite"))
        cases = list(root.iter("testcase"))
        self.assertEqual(sum(int(s.get("tests")) for s in suites), len(cases))
        self.assertEqual(sum(int(s.get("failures")) for s in suites), len(list(root.iter("failure"))))
        self.assertEqual(sum(int(s.get("skipped")) for s in suites), len(list(root.iter("skipped"))))
        self.assertTrue(any("a\"b<c>&d\u00e9" in (c.get("name") or "") + (c.get("classname") or "") for c in cases))

    def test_gitlabs_report_has_what_gitlab_wants(self):
        report = json.loads(self.write_report("gitlab_sast"))
        self.assertRegex(report["version"], r"^15\.\d+\.\d+$")
        scan = report["scan"]
        self.assertEqual((scan["type"], scan["status"]), ("sast", "success"))
        for time in ("start_time", "end_time"):
            self.assertRegex(scan[time], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")
        for part in ("analyzer", "scanner"):
            self.assertTrue(scan[part]["id"] and scan[part]["name"] and scan[part]["version"] and scan[part]["vendor"]["name"])
        self.assertTrue(all(m["level"] in ("info", "warn", "fatal") and m["value"] for m in scan["messages"]))
        found = report["vulnerabilities"]
        self.assertGreaterEqual(len(found), 3)
        self.assertEqual(len({v["id"] for v in found}), len(found))
        for v in found:
            self.assertRegex(v["id"], r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$")
            self.assertIn(v["severity"], ("Info", "Unknown", "Low", "Medium", "High", "Critical"))
            self.assertTrue(v["location"]["file"])
            self.assertGreaterEqual(v["location"]["end_line"], v["location"]["start_line"])
            self.assertTrue(v["identifiers"] and all(i["type"] and i["name"] and i["value"] for i in v["identifiers"]))

    def test_csv_has_one_shape_and_no_formula(self):
        rows = list(csv.reader(io.StringIO(self.write_report("csv"), newline="")))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertFalse([cell for row in rows for cell in row if cell[:1] in "=+-@" and cell])

    def test_markdown_tables_keep_their_columns(self):
        for name in ("markdown", "github_failed_only"):
            rows = [line for line in self.write_report(name).split("\n") if line.startswith("|")]
            self.assertGreater(len(rows), 3)
            self.assertEqual({len(re.findall(r"(?<!\\)\|", row)) for row in rows}, {7}, name)


if __name__ == "__main__":
    unittest.main()
