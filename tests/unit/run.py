#!/usr/bin/env python3
"""run.py BUILD: every unit test's program; the output of one that fails, and a line `NAME: N passed, M failed` each. One that crashes or has no test counts as a failure."""
import glob
import os
import re
import subprocess
import sys

failures = 0
for program in sorted(glob.glob(f"{sys.argv[1]}/tests/unit/*/test_*")):
    if not os.access(program, os.X_OK) or os.path.isdir(program):
        continue
    done = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=900)
    output = done.stdout.decode("utf-8", "replace")
    passed, failed = len(re.findall(r"^\[       OK \]", output, re.M)), len(re.findall(r"^\[  FAILED  \] \w+$", output, re.M))
    failed = failed or int(done.returncode != 0 or not passed)
    failures += failed
    if failed:
        print(output)
    print(f"{os.path.basename(program)}: {passed} passed, {failed} failed", flush=True)
sys.exit(failures > 0)
