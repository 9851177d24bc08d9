"""What the tests of `rampart live` share: a state looked at through SQLite's own reader, so that two can be compared whole."""
import os
import sqlite3
import subprocess
import sys
import urllib.parse

import moto
from rampart import Case, RAMPART, ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "fleet"))
from fleet import Fleet, REGIONS, ROLE  # noqa: E402,F401

RESOURCES = """SELECT (SELECT text FROM name WHERE id=r.account), (SELECT text FROM name WHERE id=r.type), (SELECT text FROM name WHERE id=r.region),
    (SELECT text FROM address WHERE id=r.address), (SELECT text FROM address WHERE id=r.parent), r.name, r.arn,
    (SELECT hex(hash_rest) || hash FROM document WHERE id=r.document) FROM resource r WHERE r.document IS NOT NULL"""
GAPS = """SELECT (SELECT text FROM name WHERE id=g.account), (SELECT text FROM name WHERE id=g.type), (SELECT text FROM name WHERE id=g.region), g.parent, g.call, g.code, g.permission FROM gap g"""
FINDINGS = """SELECT (SELECT text FROM name WHERE id=r.account), (SELECT text FROM address WHERE id=r.address), (SELECT text FROM name WHERE id=f.rule), f.verdict,
    (SELECT hex(hash_rest) || hash FROM document WHERE id=f.reasons) FROM finding f JOIN resource r ON r.id=f.resource WHERE f.verdict>=0"""


def rows(path, sql):
    db = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True)
    try:
        return sorted(db.execute(sql).fetchall(), key=repr)
    finally:
        db.close()


def state(path):
    """All that a state says of AWS now, without times and what was before."""
    return {"resources": rows(path, RESOURCES), "gaps": rows(path, GAPS), "findings": rows(path, FINDINGS)}


# Services that moto has whole and the fleet has something of: others cost retries of its "500 not implemented" and say no more.
SERVICES = "s3,iam,ec2,sns,sqs,kms,lambda,dynamodb,logs,cloudtrail,rds,secretsmanager,ecr,elbv2"


class LiveCase(Case):
    """A test with moto's server, emptied, and a fleet in it where the test's class says how many accounts."""
    accounts = 0
    regions = REGIONS
    fleet = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.accounts:
            moto.bare().reset()
            cls.fleet = Fleet(moto.bare(), cls.accounts, cls.regions).build()

    def setUp(self):
        super().setUp()
        self.moto = moto.bare()
        if self.fleet:
            self.write("rampart.yaml", self.fleet.config())

    def environment(self, url=None, **more):
        return moto.clean({"HOME": self.folder, "RAMPART_STATE": None, "NO_COLOR": "1", **self.moto.env(url=url), **more})

    def live(self, *args, url=None, status=0, timeout=300, **more):
        done = self.run_rampart(("live", *args), self.environment(url, **more), timeout=timeout)
        if status is not None:
            self.assertEqual(done.status, status, f"{args}: {done.out[-1500:]}{done.err[-3000:]}")
        self.assertNotIn(moto.KEYS["AWS_SECRET_ACCESS_KEY"], done.out + done.err)
        return done

    def begin(self, *args, url=None, **more):
        """The program begun and not waited for."""
        return subprocess.Popen([RAMPART, "live", *args], env=self.environment(url, **more), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def state(self, name="rampart.db"):
        return state(os.path.join(self.folder, name))
