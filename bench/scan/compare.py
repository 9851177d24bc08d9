#!/usr/bin/env python3
"""compare.py RAMPART CHECKOV WORK [--limit SECONDS] [--trivy TRIVY]: the gates on the same trees in one run, verdicts compared rule by rule.

One small file, terragoat (where ../shared has it), a generated tree of 10,000 resources in 500 modules; then our time against size at 1x, 10x, 100x."""
import json
import os
import resource
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
rampart, checkov, work = sys.argv[1:4]
limit = float(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else 600
trivy = sys.argv[sys.argv.index("--trivy") + 1] if "--trivy" in sys.argv else ""
# Checks of Trivy that ask the same of the same block as a rule of ours (by its name in Checkov).
TRIVY = {"AWS-0028": "CKV_AWS_79", "AWS-0089": "CKV_AWS_18", "AWS-0090": "CKV_AWS_21", "AWS-0107": "CKV_AWS_24", "AWS-0124": "CKV_AWS_23", "AWS-0131": "CKV_AWS_8", "AWS-0132": "CKV_AWS_145"}
rules = json.loads(subprocess.run([rampart, "rules", "list", "-o", "json"], capture_output=True, check=True).stdout)["rules"]
ids = ",".join(sorted(alias for rule in rules for alias in rule["aliases"].get("checkov", [])))


def timed(command, runs, seconds):
    """Best wall time, processor time and peak memory of a child; its output. None when it does not end in time."""
    best = None
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        wrapper = ["/usr/bin/env", "python3", "-c",
                   "import resource,subprocess,sys; p=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stderr=subprocess.DEVNULL); "
                   "sys.stdout.buffer.write(p.stdout); sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))", *command]
        del before
        try:
            done = subprocess.run(wrapper, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return None
        wall = time.monotonic() - start
        if best is None or wall < best[0]:
            best = (wall, int(done.stderr or b"0") * 1024, done.stdout)
    return best


def direct(command, runs):
    """Best wall time without a wrapper, for what takes milliseconds."""
    best = 1e9
    for _ in range(runs):
        start = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        best = min(best, time.monotonic() - start)
    return best


def verdicts(output, by_file):
    reports = json.loads(output)
    reports = [r for r in (reports if isinstance(reports, list) else [reports]) if "results" in r]
    return {(c["check_id"], c["resource"], c["file_path"] if by_file else ""): v for r in reports for v in ("passed", "failed", "skipped") for c in r["results"][v + "_checks"]}


def failures_of_trivy(output):
    """(rule, file, line) of each failure; a file is named from the tree's root."""
    return {(TRIVY[m["ID"]], "/" + r["Target"], m["CauseMetadata"].get("StartLine", 0))
            for r in json.loads(output).get("Results", []) for m in r.get("Misconfigurations", []) if m["ID"] in TRIVY and m["Status"] == "FAIL"}


def against_trivy(tree, wall, memory, mine):
    """Trivy names a line inside the block, we the block: they agree on (rule, block)."""
    if not os.path.exists(trivy):
        print("  trivy: not here (it is installed with Go), not measured")
        return
    theirs = timed([trivy, "config", "-q", "--skip-check-update", "--skip-version-check", "--format", "json", tree], 1, limit)
    if theirs is None:
        print(f"  trivy did not end in {limit:.0f} s")
        return
    blocks = {}
    for check in mine:
        if check["check_id"] in TRIVY.values():
            blocks.setdefault((check["check_id"], check["file_path"]), set()).add(tuple(check["file_line_range"]))
    found = set()
    only_theirs = set()
    for rule, path, line in failures_of_trivy(theirs[2]):
        hit = [b for b in blocks.get((rule, path), ()) if b[0] <= line <= b[1]]
        if hit:
            found.add((rule, path, hit[0]))
        else:
            only_theirs.add((rule, path, line))
    ours = {(rule, path, b) for (rule, path), ranges in blocks.items() for b in ranges}
    print(f"  trivy {theirs[0]:.1f} s, {theirs[1] / 1e6:.0f} MB: rampart takes 1/{theirs[0] / wall:.0f} of the time, 1/{theirs[1] / memory:.0f} of the memory")
    print(f"  blocks that fail one of {len(TRIVY)} checks that both have: {len(found)} in both, {len(ours - found)} only here, {len(only_theirs)} only in trivy")
    for title, rest in (("only here", ours - found), ("only in trivy", only_theirs)):
        for rule in sorted({r for r, _, _ in rest}):
            some = sorted(x for x in rest if x[0] == rule)
            print(f"    {title}: {rule} on {len(some)}; {some[0][1]}:{some[0][2]}")


def failed_checks(output):
    reports = json.loads(output)
    return [c for r in (reports if isinstance(reports, list) else [reports]) if "results" in r for c in r["results"]["failed_checks"]]


def compare(name, tree, runs, peer=True):
    what = ["-d", tree, "--framework", "terraform", "-o", "json"] if os.path.isdir(tree) else ["-f", tree, "--framework", "terraform_plan", "-o", "json"]
    ours = timed([rampart, "scan", *what, "--check", ids], runs, 600)
    wall = direct([rampart, "scan", *what], runs)   # with all rules
    theirs = timed([checkov, *what, "--check", ids], 1, limit) if peer else None
    mine = verdicts(ours[2], os.path.isdir(tree))
    print(f"{name}: rampart {wall * 1000:.0f} ms, {ours[1] / 1e6:.0f} MB, {len(mine)} verdicts")
    if not peer:
        return
    if theirs is None:
        print(f"  checkov did not end in {limit:.0f} s")
        return
    other = verdicts(theirs[2], os.path.isdir(tree))
    same = sum(mine.get(k) == v for k, v in other.items())
    print(f"  checkov {theirs[0]:.1f} s, {theirs[1] / 1e6:.0f} MB, {len(other)} verdicts: rampart takes 1/{theirs[0] / wall:.0f} of the time, 1/{theirs[1] / ours[1]:.0f} of the memory")
    print(f"  {same} of {len(other)} verdicts of checkov agree; {len(set(mine) - set(other))} only here")
    if not other:
        print("  checkov judged nothing of it: nothing is compared, and its time says nothing")
    if os.path.isdir(tree):
        against_trivy(tree, wall, ours[1], failed_checks(ours[2]))
    differ = {}
    for key in sorted(k for k, v in other.items() if mine.get(k) != v):
        differ.setdefault((key[0], mine.get(key, "no verdict"), other[key]), []).append(key[1])
    for (rule, ours_is, theirs_is), resources in sorted(differ.items()):
        print(f"    differs: {rule} on {len(resources)}: rampart {ours_is}, checkov {theirs_is}; {resources[0]}")


def generate(n, modules):
    tree = f"{work}/tree-{n}"
    if not os.path.isdir(tree):
        subprocess.run([sys.executable, f"{here}/generate_tree.py", tree, str(n), str(modules)], check=True)
    return tree


def with_planned_values(path):
    """The plan with what Checkov judges of one: the resources under planned_values, by module."""
    with open(path, encoding="utf-8") as f:
        plan = json.load(f)
    modules = {}
    for change in plan["resource_changes"]:
        resource_ = {k: change[k] for k in ("address", "mode", "type", "name", "provider_name")}
        modules.setdefault(change.get("module_address", ""), []).append({**resource_, "values": change["change"]["after"]})
    root = {"resources": modules.pop("", []), "child_modules": [{"address": a, "resources": r} for a, r in sorted(modules.items())]}
    plan["planned_values"] = {"root_module": root}
    with open(path, "w", encoding="utf-8") as f:
        json.dump(plan, f)


os.makedirs(f"{work}/small", exist_ok=True)
with open(f"{work}/small/main.tf", "w", encoding="utf-8") as f:
    f.write('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\nresource "aws_security_group" "g" {\n  description = "d"\n  ingress {\n    from_port   = 22\n    to_port     = 22\n'
            '    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n')
compare("one small file (goal < 20 ms)", f"{work}/small", 10)
shared = os.environ.get("RAMPART_SHARED", os.path.join(here, "..", "..", "..", "shared"))
if os.path.isdir(f"{shared}/corpus/terraform/terragoat/aws"):
    compare("terragoat", f"{shared}/corpus/terraform/terragoat/aws", 5)
else:
    print("terragoat: not here (no shared corpus)")
compare("1,000 resources in 50 modules", generate(1000, 50), 3)
compare("10,000 resources in 500 modules (goal >= 100x the speed, <= 1/20 of the memory)", generate(10000, 500), 3)
plans = []
for megabytes in (1, 100):
    plans.append(f"{work}/plan-{megabytes}.json")
    if not os.path.exists(plans[-1]):
        with open(plans[-1], "wb") as f:
            subprocess.run([sys.executable, f"{here}/../generate_plan.py", str(megabytes)], stdout=f, check=True)
        if megabytes == 1:
            with_planned_values(plans[-1])
compare("a plan of 1 MB", plans[0], 3)
compare("a plan of 100 MB", plans[1], 2, peer="--all-peers" in sys.argv)
print("time against size, all rules:")
base = None
for n in (1000, 10000, 100000):
    wall = direct([rampart, "scan", "-d", generate(n, n // 20), "-o", "json"], 2)
    base = base or wall / n
    print(f"  {n:7} resources {wall:7.2f} s, {wall / n * 1e6:5.0f} us a resource ({wall / n / base:.2f}x the first)")
