"""What a pull request may contain: it must end in a message, within bounds of time and memory, and reach nothing."""
import os
import resource
import shutil
import subprocess
import unittest

from rampart import RAMPART, Case

RULE = "s3-bucket-versioning"


class Hostile(Case):
    def judged(self, text, name="main.tf", seconds=60):
        """Scans one file beside a good bucket that must be judged all the same; returns what was said."""
        self.write(name, text)
        self.write("good.tf", 'resource "aws_s3_bucket" "good" {\n  bucket = "x"\n}\n')
        done = self.rampart("scan", ".", "--check", RULE, "-o", "json", timeout=seconds)
        self.assertIn(done.status, (0, 1), done.err[-500:])
        report = done.json()
        self.assertIn("aws_s3_bucket.good", [c["resource"] for c in report["results"]["failed_checks"]])
        return report["messages"]

    def test_values_that_multiply_end_at_a_limit(self):
        lines = ['  a0 = "lololololololololol"']
        for i in range(1, 40):
            lines.append(f"  a{i} = join(\"\", [local.a{i-1}, local.a{i-1}, local.a{i-1}, local.a{i-1}, local.a{i-1}, local.a{i-1}, local.a{i-1}, local.a{i-1}])")
        said = self.judged("locals {\n" + "\n".join(lines) + "\n}\n")
        self.assertTrue(said)

    def test_deep_nesting_is_refused_with_a_place(self):
        for text in ("locals {\n  x = " + "[" * 5000 + "]" * 5000 + "\n}\n", "locals {\n  x = " + "(" * 5000 + "1" + ")" * 5000 + "\n}\n",
                     "".join(f'b{i} "x" {{\n' for i in range(3000)) + "}\n" * 3000, 'locals {\n  x = "' + "${" * 3000 + '"\n}\n'):
            said = self.judged(text)
            self.assertTrue(any(m["line"] for m in said), text[:40])

    def test_huge_counts_and_ranges_are_judged_as_one_unknown(self):
        said = self.judged('resource "aws_s3_bucket" "many" {\n  count  = 1000000000\n  bucket = "b"\n}\nlocals {\n  r = range(1000000000)\n  s = setproduct(range(100000), range(100000))\n}\n')
        self.assertTrue(any("limit" in m["message"] or "limit" in m["code"] for m in said), said)

    def test_settings_that_come_with_the_code_open_no_door(self):
        self.write("secret.txt", "top secret")
        self.write("tree/main.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = file("../secret.txt")\n}\n')
        os.symlink("../secret.txt", f"{self.folder}/tree/link.tfvars")
        os.mkdir(f"{self.folder}/tree/.git")
        for settings in ("root: ..\n", "root: /\n", "var-file: [../secret.txt]\n", "var-file: link.tfvars\n", "output-file-path: ../report.txt\n", "output_file_path: console,/tmp/x\n",
                         "output-file-path: .git/config\n", "policy: [/etc]\n", "repo-root-for-plan-enrichment: ..\n", "external-checks-dir: [., ..]\n"):
            self.write("tree/.rampart.yaml", settings)
            done = subprocess.run([RAMPART, "scan", ".", "--check", RULE, "-o", "json"], cwd=f"{self.folder}/tree", capture_output=True, check=False,
                                  env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
            self.assertEqual(done.returncode, 1, settings)
            self.assertIn(b"leads outside of what is scanned", done.stdout, settings)
            self.assertNotIn(b"top secret", done.stdout, settings)
            self.assertEqual(sorted(os.listdir(self.folder)), ["secret.txt", "tree"])
        self.write("tree/.rampart.yaml", "root: .\noutput-file-path: console\nvar-file: [ok.tfvars]\n")
        self.write("tree/ok.tfvars", "")
        self.assertNotIn("leads outside of what", self.rampart("scan", "tree", "-o", "json").out)

    def test_cycles_are_said(self):
        said = self.judged("locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n")
        self.assertTrue(any("depends on itself" in m["message"] for m in said), said)
        self.write("loop/main.tf", 'module "again" {\n  source = "../loop"\n}\n')
        said = self.judged('module "loop" {\n  source = "./loop"\n}\n')
        self.assertTrue(any("calls itself" in m["message"] for m in said), said)

    def test_patterns_that_explode_end(self):
        self.judged('locals {\n  x = regexall("(a+)+$", "' + "a" * 5000 + 'b")\n  y = replace("' + "a" * 30 + '", "/(a|a?)+$/", "")\n}\n')

    def test_bytes_that_are_not_utf8_and_files_cut_off_are_said(self):
        said = self.judged(b'locals {\n  x = "\xff\xfe"\n}\n')
        self.assertTrue(any(m["level"] == "error" and m["line"] == 2 for m in said), said)
        for text in ('resource "aws_s3_bucket" "x" {', 'locals {\n  x = "abc', "locals {\n  x = <<EOT\nabc\n", "/* never closed", 'x = "${'):
            self.assertTrue(any(m["level"] == "error" for m in self.judged(text)), text)

    def test_memory_and_time_stay_bounded(self):
        self.write("main.tf", "locals {\n  x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a * b * c]]]\n}\n")

        def limited():
            resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
        if "asan" in RAMPART:
            self.skipTest("the sanitizer needs its own memory")
        done = subprocess.run([RAMPART, "scan", ".", "-o", "json"], cwd=self.folder, capture_output=True, timeout=180, preexec_fn=limited, check=False)
        self.assertIn(done.returncode, (0, 1, 2))


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class Sandbox(Case):
    def test_no_socket_is_opened_and_no_file_outside_is_read(self):
        self.write("secret.txt", "secret")
        self.write("root/main.tf", 'locals {\n  a = file("../secret.txt")\n  b = templatefile("/etc/passwd", {})\n  c = fileexists("/etc/shadow")\n}\nresource "aws_s3_bucket" "b" {\n  bucket = file("/etc/hostname")\n}\n')
        os.symlink("/etc", f"{self.folder}/root/etc")
        log = f"{self.folder}/trace"
        subprocess.run(["strace", "-f", "-o", log, "-e", "trace=%file,%network,execve", RAMPART, "scan", "root"], cwd=self.folder, capture_output=True, timeout=120,
                       env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"), check=False)
        with open(log, encoding="utf-8", errors="replace") as f:
            lines = f.read().splitlines()
        started = next(i for i, line in enumerate(lines) if 'openat(AT_FDCWD, "root"' in line or "O_PATH" in line)
        for line in lines[started:]:
            self.assertNotRegex(line, r"\b(socket|connect|sendto)\(")
            if "open" in line and "O_PATH" not in line and "= -1" not in line:
                self.assertNotRegex(line, r'"(/etc/(passwd|shadow|hostname)|.*secret\.txt)"')


@unittest.skipUnless(shutil.which("unshare") and os.geteuid() == 0, "network namespaces need root and util-linux")
class Network(Case):
    def test_a_scan_is_the_same_where_there_is_no_network_at_all(self):
        self.write("main.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\nmodule "far" {\n  source = "git::https://example.com/m.git"\n}\n')
        here = self.rampart("scan", ".", "-o", "json")
        apart = subprocess.run(["unshare", "--net", RAMPART, "scan", ".", "-o", "json"], cwd=self.folder, capture_output=True, timeout=60, check=False)
        if b"unshare" in apart.stderr:
            self.skipTest("this machine allows no network namespace")
        self.assertEqual(apart.stdout.decode(), here.out)


if __name__ == "__main__":
    unittest.main()
