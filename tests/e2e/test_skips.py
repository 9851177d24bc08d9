"""Skips that stand outside the code, and --skips-from: an author cannot switch the gate off in the pull request that it judges."""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

from rampart import Case

RULE = "kms-key-rotation"
KEY = 'resource "aws_kms_key" "k" {\n}\n'
SKIPPED = 'resource "aws_kms_key" "k" {\n  # checkov:skip=CKV_AWS_7:known\n}\n'
NEW = 'resource "aws_kms_key" "new" {\n  # checkov:skip=CKV_AWS_7:please\n}\n'


class Files(Case):
    def skipped(self, *args):
        return {c["resource_address"]: c["check_result"]["suppress_comment"] for c in self.scan(".", "--check", RULE, *args)["results"]["skipped_checks"]}

    def test_trivys_files_skip_and_are_named(self):
        self.write("main.tf", KEY)
        self.write(".trivyignore", "# those we know\n\nCKV_AWS_7\n")
        self.assertEqual(self.skipped(), {"aws_kms_key.k": "named in an ignore file (.trivyignore:3)"})
        os.remove(f"{self.folder}/.trivyignore")
        self.write(".trivyignore.yaml", "misconfigurations:\n  - id: CKV_AWS_7\n    statement: rotated by hand\nvulnerabilities:\n  - id: CVE-2020-1\n")
        self.assertEqual(self.skipped(), {"aws_kms_key.k": "rotated by hand (.trivyignore.yaml)"})

    def test_paths_and_dates_narrow_an_entry(self):
        self.write("main.tf", KEY)
        self.write("envs/prod/main.tf", KEY.replace('"k"', '"p"'))
        for paths, want in (("[main.tf]", {"aws_kms_key.k"}), ('["*.tf"]', {"aws_kms_key.k"}), ('["**/*.tf"]', {"aws_kms_key.k", "aws_kms_key.p"}),
                            ('["envs/**"]', {"aws_kms_key.p"}), ('["envs/*"]', set()), ("[other.tf]", set())):
            self.write(".trivyignore.yaml", f"misconfigurations:\n  - id: CKV_AWS_7\n    paths: {paths}\n")
            self.assertEqual(set(self.skipped()), want, paths)
        for date, want in (("2999-01-01", 2), ("2999-01-01T00:00:00Z", 2), ("2001-01-01", 0)):
            self.write(".trivyignore.yaml", f"misconfigurations:\n  - id: CKV_AWS_7\n    expired_at: {date}\n")
            self.assertEqual(len(self.skipped()), want, date)
        said = [m["message"] for m in self.scan(".", "--check", RULE)["messages"] if m["code"] == "skip-expired"]
        self.assertIn("the skip of 'CKV_AWS_7' for aws_kms_key.k has run out on 2001-01-01; it counts again", said)

    def test_an_ignore_file_of_another_shape_is_an_error(self):
        self.write("main.tf", KEY)
        for text in ("misconfigurations: 3\n", "misconfigurations:\n  - paths: [x]\n", "misconfigurations: [\n"):
            self.write(".trivyignore.yaml", text)
            done = self.rampart("scan", ".")
            self.assertEqual(done.status, 2, text)
            self.assertIn(".trivyignore.yaml", done.err)

    def test_many_stars_cost_nothing(self):
        self.write("a" * 200 + ".tf", KEY)
        self.write(".trivyignore.yaml", "misconfigurations:\n" + "".join(f"  - id: CKV_AWS_7\n    paths: ['{'*a' * 100}{i}']\n" for i in range(500)))
        self.assertEqual(self.skipped(), {})

    def test_approved_skips_name_rule_resource_reason(self):
        self.write("main.tf", KEY + NEW)
        self.write("approved.yaml", "- {rule: kms-key-rotation, resource: aws_kms_key.k, reason: imported key, until: 2999-01-01}\n")
        self.assertEqual(self.skipped("--approved-skips", "approved.yaml")["aws_kms_key.k"], "imported key (approved.yaml)")
        self.write("approved.yaml", "- {rule: kms-key-rotation, resource: aws_kms_key.k}\n")
        self.assertEqual(self.rampart("scan", ".", "--approved-skips", "approved.yaml").status, 2)


@unittest.skipUnless(shutil.which("git"), "no git on this machine")
class SkipsFrom(Case):
    def setUp(self):
        super().setUp()
        self.tmp = tempfile.TemporaryDirectory()
        self.addCleanup(self.tmp.cleanup)
        self.git("init", "-q", "-b", "main")
        self.write("main.tf", SKIPPED)

    def git(self, *args):
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *args], cwd=self.folder, check=True, capture_output=True, env=env)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x", "--allow-empty")

    def judge(self, *args, path=".", check=True):
        done = self.rampart("scan", path, *(["--check", RULE] if check else []), "--skips-from", "main", "-o", "json", *args, env={"TMPDIR": self.tmp.name})
        self.assertIn(done.status, (0, 1), done.err)
        self.assertEqual(glob.glob(f"{self.tmp.name}/*"), [])
        report = done.json()
        self.messages = [m["message"] for m in report["messages"] if m["code"] == "skip-not-on-base"]
        return {address: verdict for (_, address), verdict in self.verdicts(report).items()}

    def test_what_was_skipped_stays_skipped_and_a_new_skip_fails_and_is_listed(self):
        self.commit()
        self.write("main.tf", "\n\n" + SKIPPED + NEW)
        self.assertEqual(self.judge(), {"aws_kms_key.k": "skipped", "aws_kms_key.new": "failed"})
        self.assertEqual(self.messages, ["the skip of 'CKV_AWS_7' for aws_kms_key.new is new: it does not count before it is on main or approved"])

    def test_a_skip_of_another_rule_or_block_on_the_base_is_no_leave(self):
        self.write("main.tf", KEY.replace("{\n", "{\n  # checkov:skip=CKV_AWS_33:other\n", 1) + 'resource "aws_kms_key" "other" {\n  # checkov:skip=CKV_AWS_7:x\n}\n')
        self.commit()
        self.write("main.tf", SKIPPED)
        self.assertEqual(self.judge(), {"aws_kms_key.k": "failed"})

    def test_a_skip_that_was_moved_with_its_block_to_another_file_counts(self):
        self.commit()
        os.rename(f"{self.folder}/main.tf", f"{self.folder}/keys.tf")
        self.assertEqual(self.judge(), {"aws_kms_key.k": "skipped"})

    def test_a_skip_at_a_module_reaches_new_resources_in_it(self):
        call = 'module "keys" {\n  # checkov:skip=CKV_AWS_7:all of them\n  source = "./keys"\n}\n'
        self.write("main.tf", call)
        self.write("keys/main.tf", KEY)
        self.commit()
        self.write("keys/main.tf", KEY + KEY.replace('"k"', '"more"'))
        self.write("main.tf", call + call.replace('"keys" {', '"again" {'))
        self.assertEqual(self.judge(), {"module.keys.aws_kms_key.k": "skipped", "module.keys.aws_kms_key.more": "skipped", "module.again.aws_kms_key.k": "failed",
                                        "module.again.aws_kms_key.more": "failed"})

    def test_more_instances_of_a_skipped_block_are_skipped(self):
        self.commit()
        self.write("main.tf", SKIPPED.replace("{\n", "{\n  count = 2\n", 1))
        self.assertEqual(set(self.judge().values()), {"skipped"})

    def test_ignore_files_count_as_they_were(self):
        self.write("main.tf", KEY + KEY.replace('"k"', '"j"').replace("{\n", "{\n  deletion_window_in_days = 7\n"))
        self.write(".trivyignore.yaml", "misconfigurations:\n  - {id: CKV_AWS_7, paths: [none.tf]}\n")
        self.commit()
        self.write(".trivyignore.yaml", "misconfigurations:\n  - {id: CKV_AWS_7}\n")
        self.assertEqual(set(self.judge().values()), {"failed"})
        self.assertEqual(len(self.messages), 2)
        self.write(".trivyignore", "CKV_AWS_7\n")
        self.assertEqual(set(self.judge().values()), {"failed"})
        self.commit()
        self.assertEqual(set(self.judge().values()), {"skipped"})

    def test_a_baseline_counts_as_it_was(self):
        self.write("main.tf", KEY)
        self.rampart("scan", ".", "--check", RULE, "--create-baseline")
        self.commit()
        self.write("main.tf", KEY + KEY.replace('"k"', '"j"'))
        self.rampart("scan", ".", "--check", RULE, "--create-baseline")
        self.assertEqual(self.judge("--baseline", ".rampart.baseline"), {"aws_kms_key.k": "skipped", "aws_kms_key.j": "failed"})
        self.assertEqual(len(self.messages), 1)

    def test_settings_count_as_they_were(self):
        self.write("main.tf", KEY)
        self.commit()
        self.write(".rampart.yaml", "skip-check: [CKV_AWS_7]\n")
        self.assertEqual(self.judge(), {"aws_kms_key.k": "failed"})
        self.assertEqual(len(self.messages), 1)
        self.commit()
        self.write(".rampart.yaml", "skip-check: ['*']\n")
        self.assertNotIn("kms-key-rotation", {c for c, _ in self.verdicts(self.scan(".", "--skips-from", "main"))})
        self.assertTrue(self.judge(check=False))

    def test_an_approved_skip_counts_where_somebody_owns_the_file(self):
        self.write("main.tf", KEY)
        self.write(".github/CODEOWNERS", "* \n/security/ @acme/security\n")
        self.commit()
        approved = "- {rule: kms-key-rotation, resource: aws_kms_key.k, reason: imported key}\n"
        self.write("security/skips.yaml", approved)
        self.assertEqual(self.judge("--approved-skips", "security/skips.yaml"), {"aws_kms_key.k": "skipped"})
        self.write("mine.yaml", approved)
        self.assertEqual(self.judge("--approved-skips", "mine.yaml"), {"aws_kms_key.k": "failed"})
        os.remove(f"{self.folder}/security/skips.yaml")
        os.symlink("../mine.yaml", f"{self.folder}/security/skips.yaml")
        self.assertEqual(self.judge("--approved-skips", "security/skips.yaml"), {"aws_kms_key.k": "failed"})
        self.write(".github/CODEOWNERS", "* @me\n")
        self.assertEqual(self.judge("--approved-skips", "mine.yaml"), {"aws_kms_key.k": "failed"})

    def test_a_folder_or_file_inside_the_repository(self):
        self.write("envs/prod/main.tf", SKIPPED)
        self.commit()
        self.write("envs/prod/main.tf", SKIPPED + NEW)
        want = {"aws_kms_key.k": "skipped", "aws_kms_key.new": "failed"}
        for path in ("envs/prod", "./envs/prod/", f"{self.folder}/envs/prod", "envs/prod/main.tf"):
            self.assertEqual(self.judge(path=path), want, path)
        self.assertEqual(self.judge("envs/prod", path="main.tf"), {"aws_kms_key.k": "skipped", "aws_kms_key.new": "failed"})

    def test_a_commit_or_repository_that_is_not_there_is_an_error(self):
        self.commit()
        done = self.rampart("scan", ".", "--skips-from", "no-such-branch")
        self.assertEqual(done.status, 2)
        self.assertIn("there is no commit 'no-such-branch' here", done.err)
        for ref in ("--help", "", "main:main.tf", "-x"):
            self.assertEqual(self.rampart("scan", ".", f"--skips-from={ref}").status, 2, ref)
        with tempfile.TemporaryDirectory() as outside:
            self.write("x.tf", KEY)
            shutil.copy(f"{self.folder}/x.tf", outside)
            done = self.rampart("scan", outside, "--skips-from", "main")
        self.assertEqual(done.status, 2)
        self.assertIn("is not in a git repository", done.err)

    def test_links_in_the_base_lead_nowhere(self):
        os.symlink("/etc/passwd", f"{self.folder}/link.tf")
        os.symlink("/", f"{self.folder}/dir")
        self.commit()
        self.assertEqual(self.judge()["aws_kms_key.k"], "skipped")


if __name__ == "__main__":
    unittest.main()
