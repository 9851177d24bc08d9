#!/usr/bin/env python3
"""Evaluates the expressions of a file (one a line, # comments) by `terraform console` and by our evaluator, and compares the results as JSON.

usage: terraform_console.py OURS EXPRESSIONS

Terraform evaluates many at once, as one list of try(jsonencode(X), "error"); a group that it cannot take (an unknown result, a mistake in the
syntax) is halved until the odd one is found. Errors are compared as such, not by their text. Where terraform is missing it says so and passes."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ERROR, UNKNOWN = "error", "unknown"


def terraform(expression, folder):
    """What the console prints, without its colours, or None after an error."""
    env = dict(os.environ, TF_CLI_CONFIG_FILE=os.path.join(folder, "rc"), CHECKPOINT_DISABLE="1")
    run = subprocess.run(["terraform", "console"], input=expression + "\n", text=True, capture_output=True, cwd=folder, env=env, timeout=120)
    return re.sub(r"\x1b\[[0-9;]*m", "", run.stdout).strip() if run.returncode == 0 else None


def oracle(expressions, folder):
    """One result an expression: ERROR, UNKNOWN or JSON text."""
    group = "base64encode(jsonencode([" + ", ".join('try(jsonencode(%s), "%s")' % (e, ERROR) for e in expressions) + "]))"
    printed = terraform(group, folder)
    if printed and printed.startswith('"'):
        return json.loads(base64.b64decode(json.loads(printed)))
    if len(expressions) == 1:
        return [UNKNOWN if printed else ERROR]
    half = len(expressions) // 2
    return oracle(expressions[:half], folder) + oracle(expressions[half:], folder)


def same(ours, theirs):
    if ours.startswith("error:"):
        return theirs == ERROR
    if UNKNOWN in (ours, theirs) or theirs == ERROR:
        return ours == theirs
    exact = dict(parse_float=str, parse_int=str)
    return json.loads(ours, **exact) == json.loads(theirs, **exact)


def main():
    console, path = os.path.abspath(sys.argv[1]), sys.argv[2]
    if not shutil.which("terraform"):
        print("terraform is not installed: nothing to compare with")
        return 0
    with open(path, encoding="utf-8") as f:
        lines = [line.rstrip("\n") for line in f if line.strip() and not line.startswith("# ")]
    # "! " before an expression: we differ on purpose; the comment above it says why.
    expected = [line[2:] for line in lines if line.startswith("! ")]
    lines = [line[2:] if line.startswith("! ") else line for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "rc"), "w").close()
        ours = subprocess.run([console], input="\n".join(lines) + "\n", text=True, capture_output=True, cwd=folder, check=True).stdout.split("\n")
        theirs = []
        for start in range(0, len(lines), 60):
            theirs += oracle(lines[start:start + 60], folder)
    passed = failed = 0
    for line, mine, other in zip(lines, ours, theirs, strict=False):
        if same(mine, other) != (line in expected):
            passed += 1
            continue
        failed += 1
        print("%s\n  ours:      %s\n  terraform: %s" % (line, mine, other))
    print("terraform console: %d passed, %d failed" % (passed, failed))
    return 1 if failed or passed != len(lines) else 0


if __name__ == "__main__":
    sys.exit(main())
