"""`rampart live watch` as a test runs it: started, posted to, waited for, ended; and events as CloudTrail has them.

    with Watch(case, moto.env(), "--service", "s3") as watch:
        watch.post(event("PutBucketVersioning", "s3", {"bucketName": "logs"}))
        watch.settled()"""
import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
import uuid

from moto import ACCOUNT, REGION, clean
from rampart import RAMPART


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def event(name, service, parameters=None, answer=None, region=REGION, account=ACCOUNT, key=None, when=None, **more):
    """A record of CloudTrail as EventBridge delivers it."""
    detail = {"eventVersion": "1.11", "userIdentity": {"type": "AssumedRole", "arn": f"arn:aws:sts::{account}:assumed-role/deploy/alice", "accountId": account}, "eventTime": when or now(),
              "eventSource": f"{service}.amazonaws.com", "eventName": name, "awsRegion": region, "requestParameters": parameters, "responseElements": answer,
              "eventID": key or str(uuid.uuid4()), "readOnly": False, "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": account, **more}
    return {"version": "0", "id": str(uuid.uuid4()), "detail-type": "AWS API Call via CloudTrail", "source": f"aws.{service}", "account": account, "time": when or now(), "region": region,
            "resources": [], "detail": detail}


class Watch:
    def __init__(self, case, env, *args, state="rampart.db", settle="50ms", listen=True):
        self.case, self.env, self.state = case, clean(env), state
        self.command = [RAMPART, "live", "watch", "--state", state, "--settle", settle, *(["--listen", "127.0.0.1:0"] if listen else []), *args]
        self.listen = listen

    def start(self):
        self.lines, self.said = [], []
        self.process = subprocess.Popen(self.command, cwd=self.case.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.readers = [threading.Thread(target=self._read, args=a, daemon=True) for a in ((self.process.stdout, self.lines), (self.process.stderr, self.said))]
        for reader in self.readers:
            reader.start()
        if self.listen:
            self.port = int(self.until(lambda: next((m.group(1) for s in list(self.said) if (m := re.match(r"listening on .*:(\d+)", s))), None)))
        return self

    __enter__ = start

    def _read(self, stream, into):
        for line in stream:
            into.append(line.rstrip("\n"))

    def until(self, holds, seconds=60):
        """What `holds` says once it says something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            got = holds()
            if got:
                return got
            if self.process.poll() is not None:
                self.readers[1].join(5)
                self.case.fail(f"the watch has ended: {self.process.returncode} {self.said[-20:]}")
            time.sleep(0.02)
        self.case.fail(f"in {seconds} s it did not come to that: {self.said[-20:]} {self.lines[-5:]}")

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, *events, status=202):
        got, text = self.request("POST", "/events", json.dumps(list(events) if len(events) != 1 else events[0]).encode())
        self.case.assertEqual(got, status, text)
        return json.loads(text)

    def ask(self, sql):
        """One number of the state; None while it is being made."""
        try:
            base = sqlite3.connect(f"file:{os.path.join(self.case.folder, self.state)}?mode=ro", uri=True, timeout=20)
            with contextlib.closing(base):
                return base.execute(sql).fetchone()[0]
        except sqlite3.OperationalError:
            return None

    def settled(self, seconds=60):
        """Nothing waits to be read, and nothing to be judged."""
        self.until(lambda: 0 == self.ask("SELECT (SELECT count(*) FROM reread) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM setting WHERE key LIKE 'gaps-changed/%')"), seconds)

    def swept(self, seconds=120):
        self.until(lambda: self.ask("SELECT (SELECT count(*) FROM sweep WHERE finished_at>0) > 0 AND NOT EXISTS (SELECT 1 FROM sweep WHERE finished_at=0)"), seconds)
        self.settled(seconds)

    def changes(self):
        return [json.loads(line) for line in list(self.lines)]

    def end(self, how=signal.SIGTERM):
        """The numbers of its last line, when it was asked to end."""
        self.process.send_signal(how)
        status = self.process.wait(60)
        for reader in self.readers:
            reader.join(10)
        if how == signal.SIGKILL:
            return {}
        self.case.assertEqual(status, 0, self.said[-20:])
        self.case.assertNotIn("Sanitizer", "\n".join(self.said))
        names = ("events", "ignored", "bad", "readings", "changed", "sweeps", "new", "resolved")
        return dict(zip(names, map(int, re.findall(r"\d+", self.said[-1]))))

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for reader in self.readers:
            reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()


def dump(case, state):
    done = case.rampart("live", "dump", "--state", state)
    case.assertEqual(done.status, 0, done.err)
    return done.out.splitlines()
