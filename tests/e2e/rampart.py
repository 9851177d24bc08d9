"""What the end to end tests share: the built program, run as a user runs it, on trees made for the test."""
import json
import os
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RAMPART = os.environ.get("RAMPART", f"{ROOT}/build/src/cli/rampart")
SHARED = os.environ.get("RAMPART_SHARED", os.path.join(ROOT, "..", "shared"))


class Done:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)


class Case(unittest.TestCase):
    """A test with a folder of its own, in which the program runs."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = self._folder.name
        self.addCleanup(self._folder.cleanup)

    def write(self, path, text):
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb" if isinstance(text, bytes) else "w", **({} if isinstance(text, bytes) else {"encoding": "utf-8"})) as f:
            f.write(text)
        return full

    def rampart(self, *args, env=None, timeout=120, stdin=b""):
        return self.run_rampart(args, dict(os.environ, NO_COLOR="1", **(env or {})), timeout, stdin)

    def run_rampart(self, args, env, timeout=120, stdin=b""):
        """The same with that environment and no other."""
        done = Done(subprocess.run([RAMPART, *args], capture_output=True, cwd=self.folder, timeout=timeout, input=stdin, env=env, check=False))
        self.assertGreaterEqual(done.status, 0, f"killed by a signal: {done.err[-3000:]}")
        self.assertNotIn("AddressSanitizer", done.err)
        self.assertNotIn("runtime error", done.err)
        return done

    def scan(self, *args, **kwargs):
        """The JSON report of a scan."""
        return self.rampart("scan", *args, "-o", "json", **kwargs).json()

    def verdicts(self, report):
        return {(c["rule_id"], c["resource_address"]): verdict for verdict in ("passed", "failed", "skipped", "unknown")
                for c in report["results"][f"{verdict}_checks"]}
