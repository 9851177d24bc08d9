"""The fleet swept by us and by Prowler 5, account by account as it does it: wall, CPU, memory, calls; then the verdicts of the checks that both have, resource by resource.

prowler.py [--accounts N] [--replayed N] [--at-once N] [--write FILE]. Prowler is installed from PyPI into build/prowler, once. First against moto, which is slow and costs both the same;
then against the recorded answers of one account, which costs neither much: there the two programs are compared and not the server."""
import argparse
import collections
import concurrent.futures
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import venv

from common import BUILD, OUT, RAMPART, STANDIN, Standin, environment, moto
import measure
from fleet import Fleet, REGIONS, ROLE
import live

FOLDER = os.path.join(BUILD, "prowler")
PROWLER = os.path.join(FOLDER, "bin", "prowler")
THEIRS = {"lambda": "awslambda", "logs": "cloudwatch"}
VERDICTS = {0: "PASS", 1: "FAIL", 2: "UNKNOWN", 3: "SKIPPED"}


def install():
    if not os.path.exists(PROWLER):
        venv.create(FOLDER, with_pip=True)
        subprocess.run([os.path.join(FOLDER, "bin", "pip"), "install", "-q", "prowler==5.*"], check=True)
    return subprocess.run([PROWLER, "-v"], capture_output=True, text=True, check=False).stdout.strip().split("\n")[-1]


def ours(url, state, services, accounts):
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(state + suffix):
            os.remove(state + suffix)
    args = [RAMPART, "live", "sweep", "--state", state, "-o", "json", "--account", ",".join(accounts), *[a for s in services for a in ("--service", s)]]
    return measure.run(args, environment(url), OUT)


def theirs(url, folder, services, accounts, at_once):
    """One run an account, some at a time, as who has many accounts does it: what passed until the last was done, what all took, the memory of those at a time and the
    greatest of one. It scans its regions and services in threads of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    env = environment(url)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        env.pop(name)
    names = sorted({THEIRS.get(s, s) for s in services})

    def one(account):
        role = [] if account == moto.ACCOUNT else ["--role", f"arn:aws:iam::{account}:role/{ROLE}"]
        return measure.run([PROWLER, "aws", *role, "-f", *REGIONS, "-s", *names, "-M", "csv", "-o", folder, "-F", account, "--no-banner", "--no-color"], env, OUT, together=together)["mib"]
    together = measure.Together()
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        greatest = max(pool.map(one, accounts))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": time.monotonic() - begun, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "mib": together.mib, "one": greatest}


# --- measuring ---

def row(name, got, calls, things):
    print(f"{name:10} {got['wall']:9.1f} {got['cpu']:9.2f} {got['mib']:8.0f} {calls:9,} {things:>24}", flush=True)


def compare(title, url_of, services, accounts, state, folder, at_once):
    print(f"\n{title}\n{'':10} {'wall s':>9} {'CPU s':>9} {'MiB':>8} {'calls':>9}")
    with url_of() as server:
        a = ours(server.url, state, services, accounts)
        a_calls = server.counts()["calls"]
    summary = json.loads(a["out"])
    row("rampart", a, a_calls, f"{summary['resources']:,} resources")
    with url_of() as server:
        b = theirs(server.url, folder, services, accounts, at_once)
        b_calls = server.counts()["calls"]
    found = sum(1 for _ in findings_of_prowler(folder))
    row("prowler", b, b_calls, f"{found:,} findings, {b['one']:.0f} MiB an account")
    print(f"{'ratio':10} {b['wall'] / a['wall']:8.1f}x {b['cpu'] / a['cpu']:8.1f}x {b['mib'] / a['mib']:7.1f}x {b_calls / a_calls:8.2f}x")
    print(f"calls a resource: {a_calls / max(1, summary['resources']):.2f}; goals: wall >= 20x: {b['wall'] >= 20 * a['wall']}, CPU >= 20x: {b['cpu'] >= 20 * a['cpu']}, memory <= 1/10: {a['mib'] <= b['mib'] / 10}")


# --- agreement ---

def tail(uid):
    return uid.replace("/", ":").rpartition(":")[2]


def findings_of_prowler(folder):
    csv.field_size_limit(1 << 30)
    for name in os.listdir(folder):
        if not name.endswith(".csv"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f, delimiter=";"):
                if r["STATUS"] in ("PASS", "FAIL"):
                    yield r["ACCOUNT_UID"], r["CHECK_ID"], r["REGION"], r["RESOURCE_UID"], r["STATUS"], r["STATUS_EXTENDED"]


def aliases():
    """Prowler's check: our rules."""
    out = collections.defaultdict(set)
    for rule in json.loads(subprocess.run([RAMPART, "rules", "-o", "json"], capture_output=True, check=True).stdout)["rules"]:
        for check in rule["aliases"].get("prowler", []):
            out[check].add(rule["id"])
    return out


def findings_of_ours(state, checks):
    sql = """SELECT (SELECT text FROM name WHERE id=r.account), (SELECT text FROM name WHERE id=f.rule), (SELECT text FROM name WHERE id=r.region), (SELECT text FROM address WHERE id=r.address), f.verdict
        FROM finding f JOIN resource r ON r.id=f.resource WHERE f.verdict>=0"""
    by_rule = collections.defaultdict(list)
    for account, rule, region, address, verdict in live.rows(state, sql):
        by_rule[rule].append((account, region, address, VERDICTS[verdict]))
    for check, rules in checks.items():
        worst = {}
        for rule in rules:
            for account, region, address, verdict in by_rule[rule]:
                key = account, region, address
                if worst.get(key) != "FAIL" and (key not in worst or verdict in ("FAIL", "UNKNOWN")):
                    worst[key] = verdict
        for (account, region, address), verdict in worst.items():
            yield account, check, region, address, verdict


def pair(a, b):
    """Two lists of (region, id, verdict, ...) of one check in one account: pairs by the end of the id, then those that are alone in their region, then alone in the account."""
    pairs, left_a, left_b = [], list(a), list(b)
    for same in (lambda x: tail(x[1]), lambda x: x[0], lambda x: None):
        at_a, at_b = collections.defaultdict(list), collections.defaultdict(list)
        for x in left_a:
            at_a[same(x)].append(x)
        for x in left_b:
            at_b[same(x)].append(x)
        for key, xs in at_a.items():
            ys = at_b.get(key, [])
            both = [(x, y) for x in xs for y in ys if x[0] == y[0] or x[0] is None] or [(x, y) for x in xs for y in ys]
            if len(xs) == 1 and len(ys) == 1 or (len(xs) == len(ys) == len({x[0] for x in xs}) and key is not None and len(both) == len(xs)):
                for x, y in both:
                    pairs.append((x, y))
                    left_a.remove(x)
                    left_b.remove(y)
    return pairs, left_a, left_b


def agreement(state, folder, out=sys.stdout):
    checks = aliases()
    mine, yours = collections.defaultdict(list), collections.defaultdict(list)
    for account, check, region, address, verdict in findings_of_ours(state, checks):
        mine[check, account].append((region, address, verdict, ""))
    for account, check, region, uid, status, why in findings_of_prowler(folder):
        yours[check, account].append((region, uid, status, why))
    shared = sorted({c for c, _ in yours} & set(checks))
    print(f"\n{len({c for c, _ in yours})} checks of Prowler say something, {len(shared)} of them are a rule of ours too\n\n| check | same | other | only ours | only Prowler |\n| --- | ---: | ---: | ---: | ---: |", file=out)
    examples, sums = [], collections.Counter()
    for check in shared:
        n = collections.Counter()
        for account in {a for c, a in (*mine, *yours) if c == check}:
            pairs, only_a, only_b = pair(mine[check, account], yours[check, account])
            for x, y in pairs:
                n["same" if x[2] == y[2] else "other"] += 1
                if x[2] != y[2] and n["shown"] < 2:
                    n["shown"] += 1
                    examples.append(f"{check}: {x[1]} ({x[0]}): {x[2]}, Prowler {y[2]}: {y[3][:160]}")
            n["mine"] += len(only_a)
            n["yours"] += len(only_b)
            for kind, rest in (("only ours", only_a), ("only Prowler", only_b)):
                if rest and n[kind] == 0:
                    n[kind] = 1
                    examples.append(f"{check}: {kind}: {rest[0][1]} ({rest[0][0]}): {rest[0][2]} {rest[0][3][:120]}")
        sums.update({k: n[k] for k in ("same", "other", "mine", "yours")})
        print(f"| {check} | {n['same']} | {n['other']} | {n['mine']} | {n['yours']} |", file=out)
    both = sums["same"] + sums["other"]
    print(f"\nof {both:,} verdicts of both {sums['same']:,} are the same ({100 * sums['same'] / max(1, both):.1f} %); {sums['mine']:,} only ours, {sums['yours']:,} only Prowler's\n\nexamples:", file=out)
    for e in examples:
        print("- " + e, file=out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--replayed", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=4, help="runs of Prowler at a time: against moto it waits most of the time")
    parser.add_argument("--services", default=live.SERVICES)
    parser.add_argument("--write", help="the table of agreement goes there")
    args = parser.parse_args()
    if not moto.available() or not os.path.exists(STANDIN):
        sys.exit(moto.why or "run.sh builds the stand-in")
    print(install())
    services = args.services.split(",")
    server = moto.bare()
    fleet = Fleet(server, accounts=args.accounts, seed=1).build()
    with open(os.path.join(OUT, "rampart.yaml"), "w", encoding="utf-8") as f:
        f.write(fleet.config())
    ids, state, folder = [a["id"] for a in fleet.accounts], os.path.join(OUT, "prowler.db"), os.path.join(OUT, "prowler")
    compare(f"{len(ids)} accounts, {len(REGIONS)} regions, moto", lambda: Standin("-upstream", server.url), services, ids, state, folder, args.at_once)
    with open(args.write, "w", encoding="utf-8") if args.write else sys.stdout as out:
        agreement(state, folder, out)
    if args.replayed:
        recording = os.path.join(OUT, "recording-both.gob")
        with Standin("-record", recording, "-upstream", server.url) as standin:
            ours(standin.url, os.path.join(OUT, "both.db"), services, [moto.ACCOUNT])
            theirs(standin.url, os.path.join(OUT, "both"), services, [moto.ACCOUNT], 1)
        named = [moto.ACCOUNT] + [f"{200000000000 + i:012d}" for i in range(1, args.replayed)]
        compare(f"{args.replayed} accounts, {len(REGIONS)} regions, recorded answers", lambda: Standin("-replay", recording, "-accounts", str(args.replayed), "-rate", "1000", "-burst", "5000"),
                services, named, os.path.join(OUT, "both.db"), os.path.join(OUT, "both"), args.at_once)


if __name__ == "__main__":
    main()
