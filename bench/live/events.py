"""From a change event to the verdict that it changes, and how many a second: `rampart live watch` against an AWS that answers at once (standin.c).

usage: events.py RAMPART STANDIN FOLDER. One account of 2,000 resources for the latency (of an event a moment after the other, and of 200 a second), many accounts for the throughput.
The time is from the beginning of the POST to the line that says the verdict has changed: our own share, the answers of AWS taking nearly nothing."""
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import sqlite3

RAMPART, STANDIN, FOLDER = sys.argv[1:4]
ACCOUNTS, BUCKETS, OWN = int(os.environ.get("ACCOUNTS", "60")), int(os.environ.get("BUCKETS", "80")), int(os.environ.get("OWN", "330"))
ONE = "000000000000"
MANY = [f"{i:012d}" for i in range(100000000001, 100000000001 + ACCOUNTS)]
ENV = {**os.environ, "AWS_ACCESS_KEY_ID": "AKIA" + ONE, "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent",
       "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}
count = 0


def event(account, bucket):
    global count
    count += 1
    return {"eventVersion": "1.11", "userIdentity": {"type": "AssumedRole", "arn": f"arn:aws:sts::{account}:assumed-role/deploy/alice"}, "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "eventSource": "s3.amazonaws.com", "eventName": "PutBucketVersioning", "awsRegion": "eu-west-1", "requestParameters": {"bucketName": f"b-{account}-{bucket}"}, "readOnly": False,
            "eventID": f"{os.getpid()}-{count}", "recipientAccountId": account}


class Watch:
    def __init__(self):
        self.seen, self.n = {}, 0
        self.process = subprocess.Popen([RAMPART, "live", "watch", "--service", "s3", "--no-first-sweep", "--settle", "0ms", "--listen", "127.0.0.1:0"], cwd=FOLDER, env=ENV, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            m = re.match(r"listening on .*:(\d+)", line)
            if m:
                break
        self.http = http.client.HTTPConnection("127.0.0.1", int(m.group(1)))
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            at = time.monotonic()
            change = json.loads(line)
            if change["rule"] == "s3-bucket-versioning":
                self.seen.setdefault(change["resource"], []).append(at)
                self.n += 1

    def post(self, events):
        self.http.request("POST", "/events", json.dumps(events).encode())
        answer = self.http.getresponse()
        text = answer.read()
        assert answer.status == 202, text

    def end(self):
        usage = open(f"/proc/{self.process.pid}/status").read()
        self.process.terminate()
        self.process.wait()
        return int(re.search(r"VmHWM:\s+(\d+)", usage).group(1)) // 1024


def waiting():
    base = sqlite3.connect(f"file:{FOLDER}/rampart.db?mode=ro", uri=True, timeout=30)
    n = base.execute("SELECT (SELECT count(*) FROM reread) + (SELECT count(*) FROM changed)").fetchone()[0]
    base.close()
    return n


def cpu(watch):
    """Milliseconds of all its threads so far."""
    fields = open(f"/proc/{watch.process.pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def queued(watch):
    """Seconds that its main thread was ready and had no core."""
    with open(f"/proc/{watch.process.pid}/schedstat", encoding="ascii") as f:
        return int(f.read().split()[1]) / 1e9


def warm(watch):
    for _ in range(2):
        watch.post([event(ONE, b) for b in range(OWN)])
        time.sleep(1)
        while waiting():
            time.sleep(0.05)
    watch.seen.clear()


def latency(watch, n, gap):
    begun, order = {}, []
    for i in range(n):
        bucket, t = i % OWN, time.monotonic()
        begun.setdefault(f"arn:aws:s3:::b-{ONE}-{bucket}", []).append(t)
        order.append(bucket)
        watch.post([event(ONE, bucket)])
        rest = gap - (time.monotonic() - t)
        if rest > 0:
            time.sleep(rest)
    end = time.monotonic() + 30
    while time.monotonic() < end and waiting():
        time.sleep(0.05)
    time.sleep(0.2)
    times = [b - a for key, starts in begun.items() for a, b in zip(starts, watch.seen.get(key, []))]
    watch.seen.clear()
    times = sorted(t * 1000 for t in times if t > 0)
    return len(times), statistics.median(times), times[int(len(times) * 0.99)], times[-1]


standin = subprocess.Popen([STANDIN, str(BUCKETS), ONE, str(OWN)], stdout=subprocess.PIPE, text=True)
try:
    ENV["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{standin.stdout.readline().strip()}"
    with open(f"{FOLDER}/rampart.yaml", "w", encoding="utf-8") as f:
        f.write(f"include: {{accounts: {json.dumps([ONE, *MANY])}}}\nregions: [eu-west-1]\n")
    for name in os.listdir(FOLDER):
        if name.startswith("rampart.db"):
            os.remove(os.path.join(FOLDER, name))
    t = time.monotonic()
    done = subprocess.run([RAMPART, "live", "sweep", "--service", "s3"], cwd=FOLDER, env=ENV, capture_output=True, text=True, check=False)
    print(f"sweep of {ACCOUNTS + 1} accounts in {time.monotonic() - t:.1f} s:", done.stdout.splitlines()[1] if done.returncode == 0 else done.stderr[-500:])
    base = sqlite3.connect(f"{FOLDER}/rampart.db")
    own = base.execute("SELECT count(*) FROM resource WHERE account=(SELECT id FROM name WHERE text=?)", (ONE,)).fetchone()[0]
    base.close()
    watch = Watch()
    warm(watch)
    for label, n, gap in (("one after the other", 300, 0.1), ("50 a second", 1000, 0.02), ("200 a second", 2000, 0.005)):
        spent = cpu(watch)
        got, half, most, worst = latency(watch, n, gap)
        spent = (cpu(watch) - spent) / n
        print(f"event to verdict, an account of {own} resources, {label}: {got} verdicts, p50 {half:.1f} ms, p99 {most:.1f} ms, longest {worst:.1f} ms; {spent:.2f} ms of processor an event")
        if label == "50 a second":
            goal = most < 50
    rounds, spent, lacking, t = 2, cpu(watch), queued(watch), time.monotonic()
    for _ in range(rounds):
        all_ = [event(a, b) for b in range(BUCKETS) for a in MANY]
        for i in range(0, len(all_), 200):
            watch.post(all_[i:i + 200])
        while waiting():
            time.sleep(0.02)
    took, n = time.monotonic() - t, rounds * ACCOUNTS * BUCKETS
    spent, lacking = (cpu(watch) - spent) / n, queued(watch) - lacking
    print(f"{n} events in {ACCOUNTS} accounts, each another resource: {n / took:,.0f} events a second ({took:.1f} s), {spent:.2f} ms of processor an event, {watch.end()} MB; "
          f"load {os.getloadavg()[0]:.1f}, waited for a core {lacking:.1f} s")
    print("goals: p99 < 50 ms at 50 events a second:", goal, " >= 2,000 events a second:", n / took >= 2000)
finally:
    standin.kill()
