#!/usr/bin/env python3
"""run.py BUILD CASES: every suite that is found under CASES, laid out as CASES/rego, CASES/hcl, CASES/jmespath, CASES/checkov, CASES/checkov-plan,
CASES/aws.
Prints the cases that fail and a line `SUITE: N passed, M failed` each; a suite that is not there is named."""
import os
import re
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
build, cases = os.path.abspath(sys.argv[1]), sys.argv[2]
binary = f"{build}/src/cli/rampart"
suites = {
    "rego": [sys.executable, f"{here}/rego.py", binary, f"{cases}/rego", "--known", f"{here}/known_failures.txt"],
    "hcl": [f"{build}/tests/conformance/hcl/hcl_specsuite", f"{cases}/hcl"],
    "jmespath": [f"{build}/tests/conformance/jmespath/jmespath_compliance", f"{cases}/jmespath"],
    "checkov": [sys.executable, f"{here}/checkov.py", binary, f"{cases}/checkov"],
    "checkov-plan": [sys.executable, f"{here}/checkov.py", binary, f"{cases}/checkov-plan"],
}
parts = {   # of the suite aws: one line for all
    "protocols": [f"{build}/tests/conformance/aws_protocols", f"{cases}/aws/protocols"],
    "endpoints": [f"{build}/tests/conformance/aws_endpoints", f"{cases}/aws/endpoints", f"{here}/known_failures_endpoints.txt"],
    "sigv4": [f"{build}/tests/conformance/aws_sigv4", f"{cases}/aws/sigv4"],
}


def aws():
    """Each part's failing cases and its own count, then the sum as `aws: N passed, M failed`."""
    passed = failed = 0
    for part, command in parts.items():
        if not os.path.isdir(f"{cases}/aws/{part}"):
            print(f"aws/{part}: no cases at {cases}/aws/{part}; nothing is run")
            continue
        output = subprocess.run(command, check=False, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace") if os.path.exists(command[0]) else "no runner\n"
        counts = re.findall(r"^aws/[\w]+: (\d+) passed, (\d+) failed$", output, re.M)
        print(output, end="")
        passed += sum(int(p) for p, _ in counts)
        failed += sum(int(f) for _, f in counts) if counts else 1
    print(f"aws: {passed} passed, {failed} failed")
    return failed > 0 or passed == 0


status = 0
for suite, command in suites.items():
    if not os.path.isdir(f"{cases}/{suite}"):
        print(f"{suite}: no cases at {cases}/{suite}; nothing is run")
    elif not os.path.exists(command[0]):
        print(f"{suite}: 0 passed, 1 failed (no runner at {command[0]})")
        status = 1
    else:
        status |= subprocess.run(command, check=False).returncode != 0
if os.path.isdir(f"{cases}/aws"):
    sys.stdout.flush()
    status |= aws()
else:
    print(f"aws: no cases at {cases}/aws; nothing is run")
sys.exit(status)
