#!/usr/bin/env python3
"""All tests, one after the other; the last line is `N passed, N failed`.

usage: run.py --build DIR [--asan DIR] [--tsan DIR] [--fuzz DIR]
scripts/check-source, unit tests (cmocka), the content's own cases, conformance suites where ../shared (or $RAMPART_SHARED) has them, end to end tests, and with
--asan unit tests, content and end to end tests again under AddressSanitizer and UBSan, with --tsan what has threads under ThreadSanitizer (--tsan alone: only
that), with --fuzz the kept corpus and five seconds more of each fuzz target."""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
totals = [0, 0]


def report(name, passed, failed, output=""):
    totals[0] += passed
    totals[1] += failed
    print(f"{name}: {passed} passed, {failed} failed", flush=True)
    if failed:
        print(output[-6000:], flush=True)


def run(command, **kwargs):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=root, **kwargs)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def unit(build, label):
    """Each program prints a line a test; one that crashes counts as a failure."""
    for program in sorted(glob.glob(f"{build}/tests/unit/*/test_*")):
        if not os.access(program, os.X_OK) or os.path.isdir(program):
            continue
        code, output = run([program])
        passed, failed = len(re.findall(r"^\[       OK \]", output, re.M)), len(re.findall(r"^\[  FAILED  \] \w+$", output, re.M))
        if code and not failed:
            failed = 1
        if not passed and not failed:
            failed = 1
        report(f"{label} {os.path.basename(program)}", passed, failed, output)


def counted(name, command, env=None):
    """A runner whose lines are `SUITE: N passed, M failed`."""
    code, output = run(command, env=env)
    lines = re.findall(r"^([\w -]+): (\d+) passed, (\d+) failed", output, re.M)
    for suite, passed, failed in lines:
        report(f"{name} {suite}", int(passed), int(failed), output)
    for line in re.findall(r"^.*nothing is run.*$", output, re.M):
        print(line)
    if code and not any(int(failed) for _, _, failed in lines):
        report(name, 0, 1, output)


def end_to_end(build, label):
    # The sandbox keeps the leak checker from looking at its own threads; the unit tests look for leaks.
    env = dict(os.environ, RAMPART=f"{build}/src/cli/rampart", ASAN_OPTIONS="detect_leaks=0:abort_on_error=0", UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1")
    code, output = run([sys.executable, "-m", "unittest", "discover", "-v", "-s", "tests/e2e", "-p", "test_*.py"], env=env)
    ran = re.search(r"^Ran (\d+) tests?", output, re.M)
    bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", output))
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", output))
    n = int(ran.group(1)) if ran else 0
    report(f"{label} end to end", n - bad - skipped, bad if n else 1, output)
    for line in re.findall(r"^.*skipped '.*$", output, re.M):
        print("skipped:", line)


def races(build):
    """What runs in several threads, under ThreadSanitizer: a policy shared by threads, the scan of many modules, the determinism test."""
    env = dict(os.environ, RAMPART=f"{build}/src/cli/rampart", TSAN_OPTIONS="exitcode=66")
    with tempfile.TemporaryDirectory() as folder:
        run([sys.executable, "bench/scan/generate_tree.py", folder, "600", "30"])
        commands = {
            "a shared policy": [f"{build}/tests/unit/rego/test_rego_threads"],
            "a scan with four threads": [f"{build}/src/cli/rampart", "scan", "--threads", "4", "--compact", "--soft-fail", folder],
            "a watch": [sys.executable, "-m", "unittest", "discover", "-s", "tests/e2e", "-p", "test_watch.py", "-k", "Http", "-k", "Queue", "-k", "Weather"],
            "determinism": [sys.executable, "-m", "unittest", "discover", "-s", "tests/e2e", "-p", "test_scan.py", "-k", "Determinism"],
        }
        for name, command in commands.items():
            code, output = run(command, env=env)
            good = code == 0 and "ThreadSanitizer" not in output and output
            report(f"tsan {name}", int(bool(good)), int(not good), output)


def fuzz(build):
    """The kept corpus and a few seconds more of each fuzz target."""
    targets = sorted(f for f in glob.glob(f"{build}/tests/fuzz/fuzz_*") if os.path.isfile(f) and os.access(f, os.X_OK))
    if not targets:
        report("fuzz", 0, 1, f"no fuzz target in {build}/tests/fuzz")
    for target in targets:
        name = os.path.basename(target)[len("fuzz_"):]
        with tempfile.TemporaryDirectory() as folder:
            code, output = run([target, "-max_total_time=5", "-rss_limit_mb=4096", "-timeout=20", f"-artifact_prefix={build}/", folder, f"tests/fuzz/corpus/{name}"])
        report(f"fuzz {name}", int(code == 0), int(code != 0), output)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build")
    parser.add_argument("--asan")
    parser.add_argument("--tsan")
    parser.add_argument("--fuzz")
    args = parser.parse_args()
    if args.tsan and not args.build:
        races(os.path.abspath(args.tsan))
        print(f"{totals[0]} passed, {totals[1]} failed")
        return 1 if totals[1] or not totals[0] else 0
    build = os.path.abspath(args.build or "build")
    shared = os.environ.get("RAMPART_SHARED", os.path.join(root, "..", "shared"))
    counted("check", [sys.executable, "scripts/check-source"])
    unit(build, "unit")
    counted("rules", [f"{build}/src/cli/rampart", "content", "test"])
    counted("rules lint", [f"{build}/src/cli/rampart", "content", "lint"])
    if os.path.isdir(f"{shared}/conformance"):
        counted("conformance", [sys.executable, "tests/conformance/run.py", build, f"{shared}/conformance"])
    else:
        print(f"no shared cases at {shared}/conformance: conformance suites are not run")
    counted("differential", [sys.executable, "tests/differential/run.py", f"{build}/src/cli/rampart"])
    end_to_end(build, "release")
    if args.asan:
        asan = os.path.abspath(args.asan)
        unit(asan, "asan")
        counted("asan rules", [f"{asan}/src/cli/rampart", "content", "test"])
        end_to_end(asan, "asan")
        if os.path.isdir(f"{shared}/conformance"):
            counted("asan conformance", [sys.executable, "tests/conformance/run.py", asan, f"{shared}/conformance"])
    if args.tsan:
        races(os.path.abspath(args.tsan))
    if args.fuzz:
        fuzz(os.path.abspath(args.fuzz))
    print(f"{totals[0]} passed, {totals[1]} failed")
    return 1 if totals[1] or not totals[0] else 0


sys.exit(main())
