#!/usr/bin/env python3
"""The same work as ours.c on plain rows by Python's sqlite3: a table of what is there, one of versions, JSON as text. Prints what ours.c prints, as far as it has it.
usage: peer.py DOCUMENTS DATABASE RESOURCES CHANGED_PER_MILLE"""
import json
import os
import sqlite3
import sys
import time

PER_SCOPE, PER_ACCOUNT = 200, 2000
TYPES = ["aws_s3_bucket", "aws_security_group", "aws_iam_role", "aws_instance"]


def main():
    path, database, n, per_mille = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open(path, "rb") as f:
        lines = f.read().split(b"\n")
    db = sqlite3.connect(database, isolation_level=None)
    db.executescript("""PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16000;
        CREATE TABLE resource(account TEXT, region TEXT, type TEXT, id TEXT, name TEXT, body TEXT, observed_at INTEGER, PRIMARY KEY(account, type, region, id)) WITHOUT ROWID;
        CREATE TABLE version(account TEXT, region TEXT, type TEXT, id TEXT, valid_from INTEGER, body TEXT, source TEXT);
        CREATE INDEX version_of ON version(id, valid_from); CREATE INDEX version_time ON version(valid_from);""")

    def sweep(number, per_mille):
        spent, changed = 0.0, 0
        for first in range(0, n, PER_SCOPE):
            scope = first // PER_SCOPE
            account, region, kind = f"{first // PER_ACCOUNT:012d}", f"region-{scope % 10}", TYPES[scope % 4]
            rows = []
            for i in range(first, min(first + PER_SCOPE, n)):
                values = json.loads(lines[i])
                if number >= 2 and (i * 7919 + number * 104729) % 1000 < per_mille:
                    values["description"] = f"sweep {number} of {i}"
                rows.append((f"arn:aws:svc:{region}:{account}:thing/{i}", values))
            start = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            there = dict(db.execute("SELECT id, body FROM resource WHERE account=? AND type=? AND region=?", (account, kind, region)))
            at = 1700000000000 + number * 60000
            for ident, values in rows:
                body = json.dumps(values, separators=(",", ":"), sort_keys=True)
                if there.get(ident) == body:
                    continue
                changed += 1
                db.execute("INSERT OR REPLACE INTO resource VALUES(?,?,?,?,?,?,?)", (account, region, kind, ident, ident[40:], body, at))
                db.execute("INSERT INTO version VALUES(?,?,?,?,?,?,?)", (account, region, kind, ident, at, body, "sweep"))
            db.execute("COMMIT")
            spent += time.perf_counter() - start
        return spent, changed

    def size():
        return db.execute("PRAGMA page_count").fetchone()[0] * db.execute("PRAGMA page_size").fetchone()[0]

    first, created = sweep(0, per_mille)
    same, none = sweep(1, per_mille)
    assert none == 0
    before = size()
    some, updates = sweep(2, per_mille)
    most, every = sweep(3, 1000)
    start = time.perf_counter()
    read = [json.loads(body) for (body,) in db.execute("SELECT body FROM resource WHERE account='000000000003'")]
    reading = time.perf_counter() - start
    print(created, f"{first:.3f} {same:.3f} {some:.3f}", updates, f"{most:.3f}", every, before, size(), db.execute("SELECT count(*) FROM version").fetchone()[0], 0, 0, len(read),
          f"{reading * 1000:.2f}")
    db.close()
    for end in ("", "-wal", "-shm"):
        if os.path.exists(database + end):
            os.remove(database + end)


main()
