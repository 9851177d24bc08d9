#!/usr/bin/env python3
"""Runs Checkov's own examples (folders with expected.json) through `rampart scan --check ID -o json` and compares the verdict of every address.

usage: checkov.py BINARY DIRECTORY [--all]     cases of rules that do not exist yet are left out (and counted) unless --all
Prints what differs, then `NAME: N passed, M failed`, a case being one folder."""
import concurrent.futures
import glob
import json
import os
import subprocess
import sys


def known_ids(binary):
    rules = json.loads(subprocess.run([binary, "rules", "list", "-o", "json"], capture_output=True, check=True).stdout)["rules"]
    return {alias for rule in rules for alias in rule["aliases"].get("checkov", [])}


def differences(binary, folder):
    want = json.load(open(f"{folder}/expected.json", encoding="utf-8"))
    command = [binary, "scan", "--check", want["id"], "-o", "json", os.path.join(folder, want["plan"]) if "plan" in want else folder]
    if want.get("repo_root"):
        command += ["--repo-root-for-plan-enrichment", folder if want["repo_root"] is True else os.path.join(folder, want["repo_root"])]
    if want.get("deep_analysis"):
        command.append("--deep-analysis")
    env = dict(os.environ, **{k: str(v) for k, v in want.get("env", {}).items()})
    done = subprocess.run(command, capture_output=True, timeout=120, env=env)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        return [f"exit {done.returncode}, no report: {done.stderr[:200].decode(errors='replace')}"]
    got = {verdict: {c["resource"] for c in results[f"{verdict}_checks"]} for verdict in ("passed", "failed", "skipped")}
    wrong = [f"{address}: wanted {name}" for name, verdict in (("pass", "passed"), ("fail", "failed"), ("skip", "skipped"))
             for address in want.get(name, []) if address not in got[verdict]]
    if want["exact"]:
        either = set(want["pass"]) | set(want["fail"])
        wrong += [f"{address}: wanted no verdict" for address in sorted((got["passed"] | got["failed"]) - either)]
    if not (want["pass"] or want["fail"] or want.get("skip") or want.get("unknown")):
        wrong.append("the case expects nothing")
    return wrong


def main():
    binary, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    name = os.path.basename(root.rstrip("/"))
    if not os.path.isdir(root):
        print(f"{name}: no cases at {root}; nothing is run")
        return 0
    folders = sorted(os.path.dirname(f) for f in glob.glob(f"{root}/*/expected.json"))
    ids = known_ids(binary)
    mine = [f for f in folders if "--all" in sys.argv or json.load(open(f"{f}/expected.json", encoding="utf-8"))["id"] in ids]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for folder, wrong in zip(mine, pool.map(lambda f: differences(binary, f), mine)):
            failed += bool(wrong)
            if wrong:
                print(f"FAIL   {os.path.basename(folder)}: {'; '.join(wrong[:4])}")
    if len(mine) < len(folders):
        print(f"{name}: {len(folders) - len(mine)} cases of rules that do not exist yet are left out")
    print(f"{name}: {len(mine) - failed} passed, {failed} failed")
    return 1 if failed or not mine else 0


sys.exit(main())
