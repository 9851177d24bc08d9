"""Many accounts, 17 regions each, swept from a stand-in that throttles as AWS does: time, CPU, memory, throttled calls as the accounts grow; and a sweep that is killed at random.

many.py [--accounts 10,100,1000] [--services all|A,B] [--kill SEEDS]"""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time

from common import OUT, RAMPART, REGIONS17, STANDIN, Standin, environment, moto
import measure
from fleet import Fleet, REGIONS
import live


def record(services):
    """What one account answers, through the same program, from moto; once."""
    path = os.path.join(OUT, f"recording-{'-'.join(services) if len(services) < 3 else len(services)}.gob")
    if os.path.exists(path):
        return path
    if os.path.exists(os.path.join(OUT, "rampart.yaml")):   # of an earlier run: here it is one account
        os.remove(os.path.join(OUT, "rampart.yaml"))
    server = moto.bare()
    Fleet(server, accounts=1, seed=1).build()
    state = os.path.join(OUT, "record.db")
    with Standin("-record", path + ".part", "-upstream", server.url) as standin:
        subprocess.run([RAMPART, "live", "sweep", "--fresh", "--state", state, "--region", ",".join(REGIONS), *[a for s in services for a in ("--service", s)]], env=environment(standin.url), cwd=OUT, check=False)
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(state + suffix):
            os.remove(state + suffix)
    os.rename(path + ".part", path)
    return path


def config(folder):
    with open(os.path.join(folder, "rampart.yaml"), "w", encoding="utf-8") as f:
        f.write(f'management_account: "{moto.ACCOUNT}"\nrole: {{name: RampartAudit}}\nregions: {json.dumps(REGIONS17)}\n')


def fresh(folder, name):
    for suffix in ("", "-wal", "-shm"):
        path = os.path.join(folder, name + suffix)
        if os.path.exists(path):
            os.remove(path)
    return os.path.join(folder, name)


def sweep(recording, accounts, services, state, extra=()):
    with Standin("-replay", recording, "-accounts", str(accounts)) as standin:
        args = [RAMPART, "live", "sweep", "--state", state, "-o", "json", *[a for s in services for a in ("--service", s)], *extra]
        got = measure.run(args, environment(standin.url), OUT)
        counts = standin.counts()
        return got, json.loads(got["out"]), counts, standin.cpu()


def growth(recording, sizes, services):
    print(f"{'accounts':>8} {'scopes':>9} {'resources':>9} {'calls':>9} {'wall s':>8} {'CPU s':>8} {'CPU us/call':>11} {'calls/resource':>14} {'MiB':>6} {'throttled':>9} {'state MiB':>9}")
    rows = []
    for n in sizes:
        state = fresh(OUT, f"many-{n}.db")
        got, summary, counts, theirs = sweep(recording, n, services, state)
        size = os.path.getsize(state) / 2**20
        rows.append((n, got, summary, counts))
        print(f"{n:8,} {summary['scopes']:9,} {summary['resources']:9,} {counts['calls']:9,} {got['wall']:8.1f} {got['cpu']:8.1f} {got['cpu'] * 1e6 / counts['calls']:11.0f} "
              f"{counts['calls'] / max(1, summary['resources']):14.2f} {got['mib']:6.0f} {100 * counts['throttled'] / counts['calls']:8.2f}% {size:9.0f}", flush=True)
        if counts["missed"]:
            print(f"         {counts['missed']} calls were not recorded, e.g. {list(counts['misses'])[:3]}")
    first, last = rows[0], rows[-1]
    per = [r[1]["cpu"] / r[0] for r in (first, last)]
    print(f"CPU an account: {per[0] * 1000:.0f} ms with {first[0]}, {per[1] * 1000:.0f} ms with {last[0]}: x{per[1] / per[0]:.2f}; memory x{last[1]['mib'] / first[1]['mib']:.2f}")
    print("goals: below 512 MiB:", last[1]["mib"] < 512, " throttled below 1 %:", all(r[3]["throttled"] < 0.01 * r[3]["calls"] for r in rows), " linear (within 1.5):", per[1] / per[0] < 1.5)
    return rows


def killed(recording, accounts, services, seeds):
    whole = fresh(OUT, "kill-whole.db")
    got, *_ = sweep(recording, accounts, services, whole)
    wanted, kills = live.state(whole), 0
    for seed in range(seeds):
        r, state = random.Random(seed), fresh(OUT, "kill.db")
        with Standin("-replay", recording, "-accounts", str(accounts)) as standin:
            args = [RAMPART, "live", "sweep", "--state", state, *[a for s in services for a in ("--service", s)]]
            for _ in range(4):
                process = subprocess.Popen(args, env=environment(standin.url), cwd=OUT, stdout=subprocess.DEVNULL)
                time.sleep(r.uniform(0, got["wall"] / 2))
                process.send_signal(signal.SIGKILL)
                kills += process.wait() == -signal.SIGKILL
            subprocess.run(args, env=environment(standin.url), cwd=OUT, stdout=subprocess.DEVNULL, check=True)
        if live.state(state) != wanted:
            sys.exit(f"seed {seed}: killed and resumed is another state than undisturbed")
    print(f"killed {kills} times in {seeds} sweeps of {accounts} accounts, at random; each ended as the undisturbed one: "
          + ", ".join(f"{len(v):,} {k}" for k, v in wanted.items()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", default="10,100,1000")
    parser.add_argument("--services", default=live.SERVICES)
    parser.add_argument("--kill", type=int, default=3)
    parser.add_argument("--kill-accounts", type=int, default=10)
    args = parser.parse_args()
    if not moto.available() or not os.path.exists(STANDIN):
        sys.exit(moto.why or "run.sh builds the stand-in")
    services = [] if args.services == "all" else args.services.split(",")
    recording = record(services)
    config(OUT)
    growth(recording, [int(n) for n in args.accounts.split(",")], services)
    if args.kill:
        killed(recording, args.kill_accounts, services, args.kill)


if __name__ == "__main__":
    main()
