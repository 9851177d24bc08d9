"""What a refused call would have said is never taken for granted: each call that the collectors make is denied in turn, and no verdict gets better for it.

An account that has something of nearly everything (all cases of the collectors' tests) is swept once; then, for every call that this made, the services that make it are swept anew
with the call denied in the service's own words, on a copy of the state. A pass or a failure may become unknown; a failure never passes, nothing that was not judged passes,
no resource's verdict gets lost, and `live gaps` names the permission. DENIED=s3:GetBucketAcl,... takes only those."""
import json
import os
import re
import shutil
import tempfile
import unittest

import moto
from every_call import Watched, calls, seed
from rampart import Case, ROOT
from stub_aws import Stub

POLICIES = os.path.join(ROOT, "content", "policies")
DECIDED = {   # (rule, type): decided by something else before it asks for these
    ("securityhub-default-standards", "aws_securityhub_standards_subscription"),   # by enable_default_standards
}
NEEDED = {"sts:GetCallerIdentity"}              # without it there is no sweep
BEFORE_THE_LIST = {"iam:GenerateCredentialReport"}   # the list tells all the same: of the last report
ONLY = os.environ.get("DENIED")
REGION = "eu-west-1"


def rules():
    """{id: (types, text)}"""
    found = {}
    for folder, _, names in os.walk(POLICIES):
        for name in names:
            if not name.endswith(".rego") or name.endswith("_test.rego"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                text = f.read()
            own = re.search(r"^#\s+id: (\S+)$", text, re.M)
            if own:
                body = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
                types = re.search(r"^#\s+resource_types: \[(.*)\]$", text, re.M)
                found[own.group(1)] = ([t.strip() for t in types.group(1).split(",")] if types else [], body)
    return found


@unittest.skipUnless(moto.available(), "moto is not here")
class Denied(Case):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = moto.Moto()
        answers, _ = seed(cls.server)
        cls.behind, cls.folder_of_states = Stub(cls.server.url, answers), tempfile.mkdtemp()
        cls.watched = Watched(cls.behind.__enter__())
        cls.url, cls.calls, cls.rules = cls.watched.__enter__(), calls(), rules()

    @classmethod
    def tearDownClass(cls):
        cls.watched.__exit__()
        cls.behind.__exit__()
        cls.server.stop()
        shutil.rmtree(cls.folder_of_states)

    def live(self, *args, **env):
        done = self.run_rampart(("live", *args), env=moto.clean(self.server.env(url=self.url, **env)), timeout=300)
        self.assertEqual(done.status, 0, f"{args}: {done.err[-2000:]}")
        return done

    def sweep(self, state, *args, **env):
        return self.live("sweep", "-o", "json", "--region", REGION, "--max-open", "8", "--fresh", "--state", state, *args, **env).json()

    def verdicts(self, state):
        found = self.live("findings", "-o", "json", "--status", "pass,fail,unknown", "--state", state).json()["findings"]
        return {(f["rule"], f["type"], f.get("region", ""), f["resource"]): (f["status"], json.dumps(f["reasons"])) for f in found}

    def test_no_verdict_gets_better_when_a_call_is_denied(self):
        base = os.path.join(self.folder_of_states, "base.db")
        self.sweep(base)
        before = self.verdicts(base)
        self.assertGreater(len([s for s, _ in before.values() if s == "pass"]), 100)
        self.assertEqual(self.watched.strange, set(), "requests that no collector makes")
        seen = sorted(k for k in self.watched.seen - NEEDED if not ONLY or k in ONLY.split(","))
        self.assertGreater(len(seen), 0 if ONLY else 250)
        permissions = set(self.live("permissions", "--format", "list").out.split())
        for call in seen:
            with self.subTest(call):
                if os.environ.get("DENIED_LOG"):
                    print(call, flush=True)
                self.denied(call, base, before, permissions)

    def services(self, call):
        """Those that make it, and those whose calls cannot be told from it: RDS, Neptune and DocumentDB."""
        mine = next(o for group in self.watched.by_signing.values() for o in group if o.key == call)
        alike = {o.key for o in self.watched.by_signing[mine.signing] if o.operation.name == mine.operation.name}
        return {s for key in alike for s in self.calls[key]}

    def denied(self, call, base, before, permissions):
        state = os.path.join(self.folder_of_states, "denied.db")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(state + end):
                os.remove(state + end)
            if os.path.exists(base + end):
                shutil.copy(base + end, state + end)
        self.watched.deny, self.watched.denied = call, 0
        try:
            self.sweep(state, *[a for s in sorted(self.services(call)) for a in ("--service", s)],
                       AWS_MAX_ATTEMPTS="1")   # what the server lacks is not asked for again
        finally:
            self.watched.deny = None
        self.assertGreater(self.watched.denied, 0, "the call was not made again")
        gaps = [g for g in self.live("gaps", "-o", "json", "--state", state).json()["gaps"] if re.search("Denied|Unauthorized", g["code"])]
        self.assertTrue([g for g in gaps if g["call"].split(":")[1] == call.split(":")[1]] or call in BEFORE_THE_LIST, f"no gap says that it was denied: {gaps[:5]}")
        self.assertEqual([g["permission"] for g in gaps if g["permission"] not in permissions], [], "a permission that `live permissions` lacks")
        self.compare(before, self.verdicts(state), gaps)

    def compare(self, before, after, gaps):
        better = [(k, was, after.get(k)) for k, was in before.items() if k in after and was[0] != "pass" and after[k][0] == "pass"]
        self.assertEqual(better, [], "a verdict became a pass")
        self.assertEqual([k for k in before if k not in after], [], "verdicts were lost")
        self.assertEqual([k for k, now in after.items() if k not in before and now[0] == "pass"], [], "what was not judged passes")
        self.assertEqual([k for k, was in before.items() if was[0] == "pass" and after[k][0] == "fail"], [], "a pass became a failure")
        missing = {(g["type"], g.get("region", "")) for g in gaps if "parent" not in g}
        stale = [k for k, now in after.items() if now[0] != "unknown" and ((k[1], k[2]) in missing or (k[1], "") in missing)]
        self.assertEqual(stale, [], "judged by what was known before the list was denied")
        asked = [(k, t) for k, now in after.items() for t, _ in missing if now[0] == "pass" and f'"{t}"' in self.rules[k[0]][1] and t not in self.rules[k[0]][0]]
        self.assertEqual([a for a in asked if (a[0][0], a[1]) not in DECIDED], [], "passes, though its rule asks for what could not be listed")


if __name__ == "__main__":
    unittest.main()
