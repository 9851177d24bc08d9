#!/usr/bin/env python3
"""All tests, several at a time; the last line is `N passed, N failed`.

usage: run.py --build DIR [--asan DIR] [--tsan DIR] [--fuzz DIR] [--jobs N] [--only WORD] [--list]
scripts/check-source, unit tests (cmocka), the content's own cases, conformance suites where ../shared (or $RAMPART_SHARED) has them, end to end tests; with --asan unit tests,
content, conformance and most end to end tests again under AddressSanitizer and UBSan, with --tsan what has threads under ThreadSanitizer (--tsan alone: only that), with --fuzz the
kept corpus and five seconds more of each fuzz target. The folders of --asan, --tsan and --fuzz are built here, while the tests of the release run.
--only takes the jobs that have the word in their name; --list tells what there is. Outputs: build/tests-run."""
import argparse
import glob
import os
import sys

from jobs import Job, Run, cmocka, suites, unittests, whole

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = sys.executable
E2E = [PYTHON, "-m", "unittest", "discover", "-s", "tests/e2e"]
# Where each end to end file runs, how many seconds it takes, roughly, and in how many parts it is run. One that is not here runs in both.
# In both: what reads what others wrote (Terraform, answers of AWS and GitHub, events) and what depends on the optimiser or on time. Under the sanitizers alone: the long ones that drive
# every collector, fault and death of the program through the same code, so that a second run would find nothing more. In the release alone: what tests content and moto, not memory.
BOTH, SANITIZED, RELEASE, ALL = "both", "sanitizers", "release", "all"
END_TO_END = {
    "test_live_faults": (SANITIZED, 330, 3), "test_collectors": (SANITIZED, 150, 2), "test_denied": (RELEASE, 180, 3), "test_live_resume": (SANITIZED, 90, 1), "test_changes": (SANITIZED, 60, 1),
    "test_live_roles": (RELEASE, 100, 1), "test_permissions": (RELEASE, 60, 1), "test_docs": (RELEASE, 5, 1), "test_action": (RELEASE, 5, 1),
    "test_aws": (BOTH, 60, 1), "test_watch": (BOTH, 60, 1), "test_live_accounts": (BOTH, 60, 1), "test_live": (BOTH, 30, 1), "test_github": (BOTH, 30, 1), "test_scan": (BOTH, 20, 1),
    "test_skips": (BOTH, 20, 1), "test_hostile": (BOTH, 20, 1), "test_formats": (BOTH, 10, 1),
}
# The sandbox keeps the leak checker from looking at its own threads; the unit tests look for leaks.
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"}


def built(code, output):
    """A build is no test: it counts when it fails."""
    return []


def build(target, variable, folder, after=()):
    """Behind the tests, which have deadlines; one after the other, since each uses all processors."""
    return Job(f"build {target}", ["nice", "-n", "5", "make", "-s", target, f"{variable}={folder}"], built, after=after, seconds=120)


def unit(folder, label, after=()):
    """One job for all: each takes no time."""
    return Job(f"{label} unit", [PYTHON, "tests/unit/run.py", folder], suites, after=after, seconds=20)


def end_to_end(folder, label, where, after=(), env=None):
    for path in sorted(glob.glob(f"{ROOT}/tests/e2e/test_*.py")):
        name = os.path.basename(path)[:-3]
        runs, seconds, parts = END_TO_END.get(name, (BOTH, 30, 1))
        if runs not in (BOTH, where) and where != ALL:
            continue
        for i in range(1, parts + 1):
            yield Job(f"{label} {name[len('test_'):]}{f' {i}/{parts}' if parts > 1 else ''}", [PYTHON, "tests/e2e/part.py", name, str(i), str(parts)], unittests,
                      after=("packages", *after), seconds=seconds / parts, env={**(env or {}), "RAMPART": f"{folder}/src/cli/rampart"})


def conformance(folder, label, after=()):
    shared = os.environ.get("RAMPART_SHARED", os.path.join(ROOT, "..", "shared"))
    if not os.path.isdir(f"{shared}/conformance"):
        if not after:
            print(f"no shared cases at {shared}/conformance: conformance suites are not run")
        return
    yield Job(f"{label}conformance", [PYTHON, "tests/conformance/run.py", folder, f"{shared}/conformance"], suites, after=after, seconds=60)


def release(folder, sanitizers_too):
    rampart = f"{folder}/src/cli/rampart"
    yield Job("packages", [PYTHON, "tests/e2e/packages.py"], built, seconds=40)
    yield Job("check", [PYTHON, "scripts/check-source"], suites)
    yield unit(folder, "release")
    yield Job("rules", [rampart, "content", "test"], suites, seconds=5)
    yield Job("rules lint", [rampart, "content", "lint"], suites)
    yield from conformance(folder, "")
    yield Job("differential", [PYTHON, "tests/differential/run.py", rampart], suites, seconds=60)
    yield from end_to_end(folder, "release", RELEASE if sanitizers_too else ALL)


def sanitized(folder):
    after = ("build asan",)
    yield build("asan", "ASAN", folder)
    yield unit(folder, "asan", after)
    yield Job("asan rules", [f"{folder}/src/cli/rampart", "content", "test"], suites, env=SANITIZERS, after=after, seconds=20)
    yield from end_to_end(folder, "asan", SANITIZED, after, SANITIZERS)
    yield from conformance(folder, "asan ", after)


def races(folder):
    """What runs in several threads, under ThreadSanitizer: a policy shared by threads, the scan of many modules, the determinism test, a watch."""
    env = {"RAMPART": f"{folder}/src/cli/rampart", "TSAN_OPTIONS": "exitcode=66"}
    scan = 'd=$(mktemp -d) && trap \'rm -r "$d"\' EXIT && "$0" bench/scan/generate_tree.py "$d" 600 30 && "$RAMPART" scan --threads 4 --compact --soft-fail "$d"'
    quiet = whole(lambda output: output and "ThreadSanitizer" not in output)
    for name, command, seconds, after in (
            ("a shared policy", [f"{folder}/tests/unit/rego/test_rego_threads"], 5, ()),
            ("a scan with four threads", ["sh", "-c", scan, PYTHON], 10, ()),
            ("a watch", [*E2E, "-p", "test_watch.py", "-k", "Http", "-k", "Queue", "-k", "Weather"], 60, ("packages",)),
            ("determinism", [*E2E, "-p", "test_scan.py", "-k", "Determinism"], 30, ())):
        yield Job(f"tsan {name}", command, quiet, env=env, after=("build tsan", *after), seconds=seconds)


def fuzz(folder):
    """The kept corpus and a few seconds more of each fuzz target; the targets are those of tests/fuzz, so that one that was not built fails."""
    for path in sorted(glob.glob(f"{ROOT}/tests/fuzz/*.c")):
        name = os.path.basename(path)[:-2]
        run = ('d=$(mktemp -d) && trap \'rm -r "$d"\' EXIT && "$0" -max_total_time=5 -rss_limit_mb=4096 -timeout=20 -artifact_prefix="$1/" "$d" "$2"')
        yield Job(f"fuzz {name}", ["sh", "-c", run, f"{folder}/tests/fuzz/fuzz_{name}", folder, f"tests/fuzz/corpus/{name}"], whole(), after=("build fuzz-build",), seconds=7)


def plan(args):
    def folder(name):
        return os.path.abspath(getattr(args, name))
    if args.build or not args.tsan:
        args.build = args.build or "build"
        yield from release(folder("build"), bool(args.asan))
    else:
        yield Job("packages", [PYTHON, "tests/e2e/packages.py"], built, seconds=40)
    if args.asan:
        yield from sanitized(folder("asan"))
    if args.tsan:
        yield build("tsan", "TSAN", folder("tsan"), ("build asan",) if args.asan else ())
        yield from races(folder("tsan"))
    if args.fuzz:
        yield build("fuzz-build", "FUZZ", folder("fuzz"), ("build tsan",) if args.tsan else ("build asan",) if args.asan else ())
        yield from fuzz(folder("fuzz"))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--build")
    parser.add_argument("--asan")
    parser.add_argument("--tsan")
    parser.add_argument("--fuzz")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="much of what runs waits: for moto, for another try")
    parser.add_argument("--only")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    jobs = list(plan(args))
    if args.only:
        taken = [j for j in jobs if args.only in j.name]
        names = {j.name for j in taken} | {name for j in taken for name in j.after}
        jobs = [j for j in jobs if j.name in names]
    if args.list:
        print("\n".join(j.name for j in jobs))
        return 0
    run = Run(jobs, args.jobs, os.path.join(os.path.abspath(args.build or args.tsan), "tests-run"), ROOT)
    return run.all().end()


sys.exit(main())
