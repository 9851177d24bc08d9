#!/usr/bin/env python3
"""run.py RAMPART: a short run of everything that is held against OPA, and of verdicts over unknown input. Builds OPA's side where Go and its modules
are; otherwise says so and passes. Known differences stand in known.txt. Prints what differs, then a line `NAME: N passed, M failed` each."""
import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import rego


def held(name, command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    counts = re.search(r"(\d+)(?: calls)? (?:agree|sound)\b.*?(\d+) (?:differ|unsound)", done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "")
    agree, differ = map(int, counts.groups()) if counts else (0, 1)
    if differ:
        print(done.stdout[-4000:])
    print(f"{name}: {agree} passed, {differ} failed", flush=True)
    return differ


def main():
    rampart = os.path.abspath(sys.argv[1])
    known = f"{here}/known.txt"
    failed = held("verdicts over unknowns", [sys.executable, f"{here}/unknowns.py", rampart, "--count", "200", "--seed", "3"])
    with tempfile.TemporaryDirectory() as folder:
        opa, why = rego.build_opa(folder)
        if not opa:
            print(f"rego against OPA: {why}; nothing is run")
            return failed > 0
        failed += held("programs against OPA", [sys.executable, f"{here}/rego.py", rampart, "--opa", opa, "--count", "2000", "--seed", "1", "--known", known])
        failed += held("built-ins against OPA", [sys.executable, f"{here}/../conformance/rego_builtins_differential.py", rampart, "--answers", opa, "--each", "80"])
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
