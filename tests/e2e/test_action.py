"""The composite action: a step written for Checkov's action runs as it is. The runner's part (defaults, expressions, variables) is played here."""
import json
import os
import re
import stat
import subprocess
import unittest

from rampart import RAMPART, ROOT, Case, Done

ACTION = os.path.join(ROOT, "deploy", "github-action")

# A step of a real pipeline, unchanged but for the action's name.
STEP = """
with:
  directory: .
  framework: terraform
  output_format: sarif
  output_file_path: results.sarif
  soft_fail: false
  check: |
    CKV_AWS_18   # S3 access logging
    CKV_AWS_19   # S3 encryption at rest
    CKV_AWS_20   # S3 public access
    CKV_AWS_86   # CDN access logging
    CKV_AWS_119  # DynamoDB encryption
"""
TREE = 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\nresource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "id"\n}\n'


class Action(Case):
    def yaml(self, text):
        done = self.rampart("eval", "--stdin-input", "--format", "json", "yaml.unmarshal(input.text)", stdin=json.dumps({"text": text}).encode())
        return done.json()["result"][0]["expressions"][0]["value"]

    def read(self):
        with open(os.path.join(ACTION, "action.yml"), encoding="utf-8") as f:
            return self.yaml(f.read())

    def step(self, given, **extra):
        """As the runner does it: every input is a text, its default where it is not given."""
        action = self.read()
        self.assertEqual(set(given) - set(action["inputs"]), set())
        inputs = {name: str(i.get("default", "")) for name, i in action["inputs"].items()}
        inputs.update({k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in given.items()})
        inputs["rampart"] = RAMPART
        (run,) = action["runs"]["steps"]
        self.assertEqual(run["run"], '"$GITHUB_ACTION_PATH/run"')
        env = {}
        for name, expression in run["env"].items():
            found = re.fullmatch(r"\$\{\{ inputs\.([\w-]+)( && 'set')? \}\}", expression)
            self.assertIsNotNone(found, expression)
            env[name] = ("set" if inputs[found[1]] else "") if found[2] else inputs[found[1]]
        self.output = os.path.join(self.folder, "github_output")
        done = subprocess.run(["sh", os.path.join(ACTION, "run")], cwd=self.folder, capture_output=True, check=False, timeout=120,
                              env={**{k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "INPUT_"))}, "GITHUB_OUTPUT": self.output,
                                   "GITHUB_ACTION_PATH": ACTION, **env, **extra})
        return Done(done)

    def results(self):
        with open(self.output, encoding="utf-8") as f:
            path = re.fullmatch(r"results=(.*)\n", f.read())[1]
        with open(os.path.join(self.folder, path), encoding="utf-8") as f:
            return path, json.load(f)["runs"][0]

    def test_every_input_reaches_the_script(self):
        action = self.read()
        named = re.findall(r"inputs\.([\w-]+)", json.dumps(action["runs"]))
        self.assertEqual(sorted(named), sorted(action["inputs"]))
        self.assertTrue(os.stat(os.path.join(ACTION, "run")).st_mode & stat.S_IXUSR)

    def test_a_step_for_checkovs_action_runs_as_it_is(self):
        self.write("main.tf", TREE)
        done = self.step(self.yaml(STEP)["with"])
        self.assertEqual(done.status, 1, done.err)
        path, run = self.results()
        self.assertEqual(path, "results.sarif")
        self.assertEqual({r["ruleId"] for r in run["results"]}, {"CKV_AWS_18", "CKV_AWS_119"})
        self.assertEqual({r["id"] for r in run["tool"]["driver"]["rules"]}, {"CKV_AWS_18", "CKV_AWS_19", "CKV_AWS_20", "CKV_AWS_86", "CKV_AWS_119"})
        self.assertEqual({r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}, {"main.tf"})

    def test_without_inputs_people_read_the_log_and_sarif_is_a_file(self):
        self.write("main.tf", TREE)
        done = self.step({})
        self.assertEqual(done.status, 1)
        self.assertIn("aws_s3_bucket.logs", done.out)
        self.assertEqual(self.results()[0], "results.sarif")

    def test_lists_are_taken_apart_and_nothing_is_a_command(self):
        self.write("a b/main.tf", 'variable "x" {}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = var.x\n}\n')
        self.write("on.tfvars", "x = false\n")
        self.write("on too.tfvars", "x = true\n")
        done = self.step({"directory": "a b", "var_file": "on.tfvars, on too.tfvars", "check": "CKV_AWS_7 # $(touch hacked)", "skip_check": "`touch hacked`", "skip_path": "x,y\n*",
                          "output_format": "json", "output_file_path": "out.json"})
        self.assertEqual(done.status, 0, done.out + done.err)
        with open(f"{self.folder}/out.json", encoding="utf-8") as f:
            self.assertEqual([c["resource"] for c in json.load(f)["results"]["passed_checks"]], ["aws_kms_key.k"])
        self.assertFalse(os.path.exists(f"{self.folder}/hacked"))

    def test_files_stand_before_the_directory(self):
        self.write("main.tf", TREE)
        self.write("one.tf", 'resource "aws_kms_key" "k" {\n}\n')
        done = self.step({"file": "one.tf", "check": "CKV_AWS_7,CKV_AWS_18", "output_format": "csv"})
        self.assertIn("aws_kms_key.k", done.out)
        self.assertNotIn("aws_s3_bucket", done.out)

    def test_soft_fail_and_several_formats(self):
        self.write("main.tf", TREE)
        done = self.step({"soft_fail": True, "output_format": "cli,sarif", "output_file_path": "console,out/r.sarif", "log_level": "DEBUG", "api-key": "secret"})
        self.assertEqual(done.status, 2)   # there is no folder out
        os.remove(self.output)
        os.mkdir(f"{self.folder}/out")
        done = self.step({"soft_fail": True, "output_format": "cli,sarif", "output_file_path": "console,out/r.sarif", "log_level": "DEBUG", "api-key": "secret"})
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual(self.results()[0], "out/r.sarif")
        self.assertIn("::notice::the input log_level has no meaning here", done.out)
        self.assertNotIn("secret", done.out + done.err)
        os.remove(self.output)
        self.assertEqual(self.step({"soft_fail": True, "output_format": "json,sarif", "output_file_path": "out"}).status, 0)
        self.assertEqual(self.results()[0], "out/results_sarif.sarif")

    def test_the_token_is_handed_on_for_a_review_alone(self):
        self.write("main.tf", TREE)
        given = {"output_format": "json", "output_file_path": "out.json", "github_token": "ghs_x"}
        messages = []
        for extra in ({"github_pr": "true"}, {"github_pr": "12"}, {"github_pr": "false"}):
            self.step({**given, **extra}, GITHUB_REPOSITORY="a/b", GITHUB_API_URL="http://example.com")
            with open(f"{self.folder}/out.json", encoding="utf-8") as f:
                messages.append([m["message"] for m in json.load(f)["messages"] if m["code"] == "github"])
        self.assertEqual(messages, [["no review is posted: GITHUB_API_URL is no https address"]] * 2 + [[]])


if __name__ == "__main__":
    unittest.main()
