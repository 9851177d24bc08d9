"""Random changes of an account; the events of each come twice, late, out of order, or not at all. What `rampart live watch` then knows is what a sweep finds, line by line: resources,
what could not be read, and verdicts with their reasons. What was lost comes with the next sweep.

RAMPART_CHANGES=20000 for the long run (make changes); RAMPART_SEED, RAMPART_KINDS=bucket,role to look closer."""
import collections
import json
import os
import random
import sys
import time
import unittest

import moto
from moto import REGION
from rampart import Case
from watching import Watch, dump
from world import World

CHANGES = int(os.environ.get("RAMPART_CHANGES", "400"))
SEED = int(os.environ.get("RAMPART_SEED", "1"))
KINDS = os.environ.get("RAMPART_KINDS")
SERVICES = "s3,iam,kms,sqs,sns,logs,dynamodb,ec2,lambda"


class Trail:
    """What lies between an event and who is told of it."""

    def __init__(self, watch, seed, lost, window=40):
        self.watch, self.random, self.lost_share, self.window = watch, random.Random(seed), lost, window
        self.waiting, self.lost, self.told = [], [], 0

    def take(self, events):
        for event, names in events:
            if self.random.random() < self.lost_share:
                self.lost.append((event, names))
                continue
            self.waiting += [event] * (2 if self.random.random() < 0.1 else 1)
        if len(self.waiting) > self.window:
            self.tell(self.random.randrange(1, 20))

    def tell(self, n):
        self.random.shuffle(self.waiting)   # late, and out of order
        events, self.waiting = self.waiting[:n], self.waiting[n:]
        if events:
            self.told += len(events)
            self.watch.post(*events)

    def end(self):
        while self.waiting:
            self.tell(200)


class Changes(Case):
    def setUp(self):
        super().setUp()
        if not moto.available():
            self.skipTest(moto.why)
        self.moto = moto.Moto() if CHANGES > 2000 else moto.shared()
        self.addCleanup(self.moto.stop if CHANGES > 2000 else lambda: None)
        self.moto.reset()
        self.maxDiff = None
        self.args = ("--service", SERVICES, "--region", REGION)

    def sweep(self, state):
        done = self.rampart("live", "sweep", "--state", state, "--fresh", *self.args, env=moto.clean(self.moto.env()), timeout=600)
        self.assertEqual(done.status, 0, done.err)
        return dump(self, state)

    def change(self, world, trail, n):
        for _ in range(n):
            trail.take(world.change())
        trail.end()

    def differences(self, name):
        fresh, kept = set(self.sweep(f"{name}.db")), set(dump(self, "rampart.db"))
        return sorted(fresh ^ kept, key=lambda line: (json.loads(line)["kind"], json.loads(line)["id"], line))

    def same(self, name, world):
        found = self.differences(name)
        if found:
            fresh = set(dump(self, f"{name}.db"))
            kinds = collections.Counter((line in fresh and "a sweep has" or "watched has", json.loads(line)["kind"], json.loads(line)["type"]) for line in found)
            self.fail(f"{len(found)} lines differ (seed {SEED}, {world.count} changes): {dict(kinds)}\n" + "\n".join(("a sweep: " if line in fresh else "watched: ") + line[:500] for line in found[:20]))

    def test_what_is_watched_is_what_a_sweep_finds(self):
        world, begun, said = World(self.moto, SEED, KINDS and KINDS.split(",")), time.monotonic(), []
        with Watch(self, self.moto.env(), *self.args, settle="200ms") as watch:
            watch.swept(600)
            trail = Trail(watch, SEED, lost=0)
            self.change(world, trail, CHANGES // 2)   # nothing is lost: nothing may differ
            watch.settled(600)
            self.same("first", world)
            unlucky = Trail(watch, SEED + 1, lost=0.01)
            self.change(world, unlucky, CHANGES - CHANGES // 2)
            watch.settled(600)
            touched = {name for _, names in unlucky.lost for name in names}
            late = [line for line in self.differences("second") if json.loads(line)["kind"] == "resource"]
            strange = [line for line in late if not any(name in line for name in touched)]
            self.assertEqual(strange, [], f"differ, and no event about them was lost (seed {SEED})")
            counts = watch.end()
            said.append(f"{world.count} changes, {trail.told + unlucky.told} events told ({len(unlucky.lost)} lost), {counts['readings']} readings, {time.monotonic() - begun:.0f} s; "
                        f"{len(late)} resources late by what was lost")
        self.sweep("rampart.db")   # the next sweep of the same state
        self.same("third", world)
        if os.environ.get("RAMPART_CHANGES"):
            print("\n" + said[0], file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
