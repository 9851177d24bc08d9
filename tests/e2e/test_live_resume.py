"""A sweep that is killed at any moment and begun again ends in the state of one that was not: resources, gaps and findings, all but the times."""
import os
import random
import signal
import sqlite3
import time
import unittest

import moto
from live import LiveCase, SERVICES, rows

SEEDS = int(os.environ.get("RESUME_SEEDS", "4"))
KILLS = 3


def setUpModule():
    if not moto.available():
        raise unittest.SkipTest(moto.why)
    moto.bare()


class Resume(LiveCase):
    accounts = 3
    regions = ("eu-west-1", "us-east-1")

    def sweep(self, state, *args):
        return self.live("sweep", "--service", SERVICES, "--state", state, *args)

    def same(self, got, wanted):
        for part, rows_wanted in wanted.items():
            self.assertEqual(set(got[part]) ^ set(rows_wanted), set(), part)
            self.assertEqual(len(got[part]), len(rows_wanted), part)

    def undisturbed(self):
        summary = self.sweep("whole.db", "-o", "json").json()
        self.assertGreater(summary["resources"], 50)
        self.assertGreater(summary["scopes"], 50)
        return summary, self.state("whole.db")

    def scopes(self, state):
        """How many this sweep has read."""
        try:
            return rows(os.path.join(self.folder, state), "SELECT count(*) FROM scope WHERE state=1")[0][0]
        except sqlite3.Error:   # not made yet
            return 0

    def killed(self, seed, state, scopes):
        """Kills it at random moments, reckoned by what it has read and not by a clock, since the machine may be busy. How many were killed while they ran."""
        r, kills = random.Random(seed), 0
        for n in range(KILLS):
            begun = self.scopes(state) if n else 0
            process = self.begin("sweep", "--service", SERVICES, "--state", state)
            wanted = begun + int(r.uniform(-0.1, 0.6) * (scopes - begun))   # less than there are already: in its first steps
            until = time.monotonic() + 120
            while time.monotonic() < until and process.poll() is None and self.scopes(state) < wanted:
                time.sleep(0.002)
            time.sleep(r.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += process.returncode == -signal.SIGKILL
            if process.returncode == 0:
                break
        return kills

    def test_killed_at_random_moments_it_ends_as_if_it_had_not_been(self):
        summary, whole = self.undisturbed()
        kills, went_on = 0, 0
        for seed in range(SEEDS):
            with self.subTest(seed=seed):
                state = f"seed-{seed}.db"
                kills += self.killed(seed, state, summary["scopes"])
                last = self.sweep(state, "-o", "json").json()
                went_on += last["resumed"] and last["scopes_before"] > 0
                if last["resumed"]:
                    self.assertEqual(last["scopes"] + last["scopes_before"], summary["scopes"], "each scope once")
                self.same(self.state(state), whole)
                self.assertEqual(rows(os.path.join(self.folder, state), "SELECT count(*) FROM scope WHERE state<>1"), [(0,)])
        self.assertGreater(kills, SEEDS, "too few were killed while they ran for this to say anything")
        self.assertGreater(went_on, 0, "none was killed between its first scope and its last")

    def test_what_went_while_it_was_dead_is_not_kept(self):
        """A bucket that is deleted between the kill and the next run: gone after the next whole sweep, whatever the dead one had read."""
        summary, whole = self.undisturbed()
        self.killed(99, "half.db", summary["scopes"] // 2)
        s3 = self.moto.client("s3", region="us-east-1")
        name = s3.list_buckets()["Buckets"][0]["Name"]
        s3.delete_bucket(Bucket=name)
        self.sweep("half.db")
        self.sweep("half.db")
        self.sweep("after.db")
        got = self.state("half.db")
        self.assertEqual(got["resources"], self.state("after.db")["resources"])
        self.assertNotEqual(got["resources"], whole["resources"])
        self.assertFalse([r for r in got["resources"] if name in r[3]])

    def test_another_selection_does_not_go_on_with_what_was_interrupted(self):
        self.live("sweep", "--state", "one.db", "--service", "s3")
        process = self.begin("sweep", "--service", SERVICES, "--state", "two.db")
        path = os.path.join(self.folder, "two.db")
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None and not self.any_scope(path):
            time.sleep(0.005)
        process.kill()
        process.communicate()
        summary = self.live("sweep", "--state", "two.db", "--service", "s3", "-o", "json").json()
        self.assertFalse(summary["resumed"])
        kinds = {r[1] for r in self.state("one.db")["resources"]}
        self.assertEqual([r for r in self.state("two.db")["resources"] if r[1] in kinds], self.state("one.db")["resources"])
        self.assertEqual(rows(path, "SELECT count(*) FROM sweep WHERE finished_at=0"), [(0,)])

    @staticmethod
    def any_scope(path):
        try:
            return rows(path, "SELECT 1 FROM scope WHERE state=1 LIMIT 1")
        except sqlite3.Error:   # not made yet
            return False


if __name__ == "__main__":
    unittest.main()
