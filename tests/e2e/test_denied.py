"""What a refused call would have said is never taken for granted: each call that the collectors make is denied in turn, and no verdict gets better for it.

Two accounts are swept once: one that is made up of AWS's models (made_up.py), in which every call of every collector is answered, and one on moto that has something of nearly everything
(all cases of the collectors' tests). Then, for every call (on moto: those that tell of what a rule judges), the services that make it are swept anew with the call denied in the service's own
words, on a copy of the state. A pass or a failure may become unknown; a failure never passes, nothing that was not judged passes, no resource's verdict gets lost, and `live gaps` names the
permission that the call needs.

In the made-up account it is also known which verdicts rest on a call: those that become others when this call alone answers otherwise. Denied, they are unknown.
A call that is never answered there fails the test, and so does a type of which there is nothing: the tables below, or made_up.py's, say why or help.
DENIED=s3:GetBucketAcl,... takes only those."""
import json
import os
import re
import shutil
import tempfile
import unittest

import moto
from every_call import OTHERWISE, AllMadeUp, Watched, calls, collectors, seed, types_of
from live import state as all_of
from made_up import BARE, NOTHING, OTHER
from rampart import Case, ROOT
from stub_aws import Stub
from test_permissions import needed, reference

POLICIES = os.path.join(ROOT, "content", "policies")
DECIDED = {   # (rule, type): decided by something else before it asks for these
    ("securityhub-default-standards", "aws_securityhub_standards_subscription"),   # by enable_default_standards
}
NEEDED = {"sts:GetCallerIdentity"}              # without it there is no sweep
BEFORE_THE_LIST = {"iam:GenerateCredentialReport"}   # the list tells all the same: of the last report
NOT_MADE = {}         # calls that the made-up account does not bring about → why
NOT_THERE = {}        # types of which it has nothing → why
STANDS = {            # (rule, call): what rests on the call, and yet stands when it is denied → why that is right
    ("acm-certificate-expiry", "acm:DescribeCertificate"): "the list tells when a certificate runs out, too",
}
PROTOCOLS = {         # a list and a call about one thing; rules judge what they tell
    "ec2": ("ec2:DescribeVolumes", "ec2:DescribeLaunchTemplateVersions"),
    "query": ("rds:DescribeDBInstances", "sns:GetTopicAttributes"),
    "json": ("cloudtrail:DescribeTrails", "kms:GetKeyRotationStatus"),
    "rest-json": ("efs:DescribeFileSystems", "guardduty:GetDetector"),
    "rest-xml": ("s3control:GetPublicAccessBlock", "s3:GetPublicAccessBlock"),
}
ONLY = os.environ.get("DENIED")
REGION = "eu-west-1"


def texts():
    """Of the rules and what they share."""
    for folder, _, names in os.walk(POLICIES):
        for name in names:
            if name.endswith(".rego") and not name.endswith("_test.rego"):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    yield f.read()


def rules():
    """{id: (types, text)}"""
    found = {}
    for text in texts():
        own = re.search(r"^#\s+id: (\S+)$", text, re.M)
        if own:
            body = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
            types = re.search(r"^#\s+resource_types: \[(.*)\]$", text, re.M)
            found[own.group(1)] = ([t.strip() for t in types.group(1).split(",")] if types else [], body)
    return found


class Account(Case):
    """An account, swept once, and what holds of it when a call is denied."""
    maxDiff = None

    @classmethod
    def begin(cls, watched):
        cls.folder_of_states = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder_of_states)
        cls.watched, cls.url = watched, watched.__enter__()
        cls.addClassCleanup(watched.__exit__)
        cls.types, cls.asked_for = types_of(), {t for text in texts() for t in re.findall(r"\b(?:aws|rampart)_[a-z0-9_]+", text)}
        cls.calls, cls.rules, cls.reference, cls.base = calls(), rules(), reference(), os.path.join(cls.folder_of_states, "base.db")

    def live(self, *args, **env):
        done = self.run_rampart(("live", *args), env=moto.clean(self.server.env(url=self.url, **env)), timeout=300)
        self.assertEqual(done.status, 0, f"{args}: {done.err[-2000:]}")
        return done

    def sweep(self, state, *args, **env):
        return self.live("sweep", "-o", "json", "--region", REGION, "--max-open", "8", "--fresh", "--state", state, *args, **env).json()

    def verdicts(self, state):
        found = self.live("findings", "-o", "json", "--status", "pass,fail,unknown", "--state", state).json()["findings"]
        return {(f["rule"], f["type"], f.get("region", ""), f["resource"]): (f["status"], json.dumps(f["reasons"])) for f in found}

    def is_judged(self, call):
        """Does a rule name a type that the call tells of?"""
        return bool(self.asked_for & self.types.get(call, set()))

    def swept_first(self):
        """The verdicts on the account as it is."""
        self.sweep(self.base, AWS_MAX_ATTEMPTS="1")   # what moto lacks is not asked for again
        self.assertEqual(self.watched.strange, set(), "requests that no collector makes")
        return self.verdicts(self.base)

    def services(self, call):
        """Those that make it, and those whose calls cannot be told from it: RDS, Neptune and DocumentDB."""
        mine = next(o for group in self.watched.by_signing.values() for o in group if o.key == call)
        alike = {o.key for o in self.watched.by_signing[mine.signing] if o.operation.name == mine.operation.name}
        return {s for key in alike for s in self.calls[key]}

    def anew(self, call, **env):
        """The services of that call, swept again on a copy: where the state is."""
        state = os.path.join(self.folder_of_states, "again.db")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(state + end):
                os.remove(state + end)
            if os.path.exists(self.base + end):
                shutil.copy(self.base + end, state + end)
        self.sweep(state, *[a for s in sorted(self.services(call)) for a in ("--service", s)], AWS_MAX_ATTEMPTS="1", **env)
        return state

    def each(self, found, least, body):
        wanted = sorted(k for k in found - NEEDED if not ONLY or k in ONLY.split(","))
        self.assertGreater(len(wanted), 0 if ONLY else least)
        for call in wanted:
            with self.subTest(call):
                if os.environ.get("DENIED_LOG"):
                    print(call, flush=True)
                body(call)

    def denied(self, call, before, kind=None):
        """The verdicts with it denied, or not answered in that other way."""
        self.watched.deny, self.watched.kind, self.watched.denied = call, kind, 0
        try:
            state = self.anew(call)
        finally:
            self.watched.deny = self.watched.kind = None
        self.assertGreater(self.watched.denied, 0, "the call was not made again")
        gaps = [g for g in self.live("gaps", "-o", "json", "--state", state).json()["gaps"] if kind or re.search("Denied|Unauthorized", g["code"])]
        self.assertTrue([g for g in gaps if g["call"].split(":")[1] == call.split(":")[1]] or call in BEFORE_THE_LIST, f"no gap says that it was denied: {gaps[:5]}")
        self.assertEqual([g for g in gaps if g["permission"] != needed(self.reference, g["call"])], [], "another permission than the call needs")
        after = self.verdicts(state)
        self.compare(before, after, gaps)
        return after

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


@unittest.skipUnless(moto.available(), "moto is not here")
class OnMoto(Account):
    @classmethod
    def setUpClass(cls):
        cls.server = moto.Moto()
        cls.addClassCleanup(cls.server.stop)
        answers, _ = seed(cls.server)
        stub = Stub(cls.server.url, answers)
        url = stub.__enter__()
        cls.addClassCleanup(stub.__exit__)
        cls.begin(Watched(url))

    def test_no_verdict_gets_better_when_a_call_is_denied(self):
        before = self.swept_first()
        self.assertGreater(len([s for s, _ in before.values() if s == "pass"]), 100)
        self.each({call for call in self.watched.seen if self.is_judged(call)}, 100, lambda call: self.denied(call, before))


@unittest.skipUnless(moto.available(), "moto is not here")
class AllThere(Account):
    @classmethod
    def setUpClass(cls):
        cls.server = moto.Moto()
        cls.addClassCleanup(cls.server.stop)
        cls.begin(AllMadeUp(cls.server.url))

    def with_mood(self, call, mood):
        self.watched.moods = {call: mood}
        try:
            return self.verdicts(self.anew(call))
        finally:
            self.watched.moods = {}

    def test_what_rests_on_a_call_is_unknown_when_it_is_denied(self):
        before = self.swept_first()
        self.assertEqual(sorted(set(self.calls) - self.watched.answered - set(NOT_MADE)), [], "calls that nothing here brings about: made_up.py's HINTS say what their collector waits for")
        self.assertEqual(sorted(set(NOT_MADE) & self.watched.answered), [], "made all the same")
        granted = set(self.live("permissions", "--format", "list").out.split())
        self.assertEqual(sorted(c for c in self.watched.seen if needed(self.reference, c) not in granted), [], "calls that the policy of `live permissions` does not allow")
        self.assertEqual(self.live("gaps", "-o", "json", "--state", self.base).json()["gaps"], [], "answers that cannot be read")
        types = {kind for document in collectors().values() for kind in document["resources"]}
        self.assertEqual(sorted(types - {r[1] for r in all_of(self.base)["resources"]} - set(NOT_THERE)), [], "types of which the made-up account has nothing")
        resting = set()
        self.each(set(self.calls), 250, lambda call: resting.update(self.rests(call, before)))
        if not ONLY:
            self.assertGreater(len(resting), len(before) / 2, "verdicts that rest on something")
        if os.environ.get("DENIED_LOG"):
            print("rest on no call alone:", sorted({(k[0], k[1], before[k][0]) for k in before if k not in resting}))

    def resting(self, call, before):
        """The verdicts that are others when this call alone answers otherwise."""
        if not self.is_judged(call):
            return []
        others = [self.with_mood(call, mood) for mood in (OTHER, BARE, NOTHING)]
        return [k for k, (was, _) in before.items() if was != "unknown" and any(k in v and v[k][0] not in (was, "unknown") for v in others)]

    def rests(self, call, before):
        resting, after = self.resting(call, before), self.denied(call, before)
        self.unknown(call, resting, before, after)
        return resting

    def unknown(self, call, resting, before, after):
        stands = [(k, before[k][0], after[k][0]) for k in resting if after[k][0] != "unknown" and (k[0], call) not in STANDS]
        self.assertEqual(stands, [], "it rests on the call, and stands without it")

    def test_what_is_not_answered_is_not_known_whatever_the_reason(self):
        """A list and a call about one thing, of every protocol."""
        before = self.swept_first()
        self.assertEqual({o.model.metadata["protocol"] for o in self.operations(p for pair in PROTOCOLS.values() for p in pair)}, set(PROTOCOLS))
        for protocol, pair in PROTOCOLS.items():
            for call in pair:
                resting = self.resting(call, before)
                self.assertGreater(len(resting), 0, call)
                for kind in OTHERWISE:
                    with self.subTest(f"{kind}: {call}"):
                        self.unknown(call, resting, before, self.denied(call, before, kind))
                with self.subTest(f"no endpoint: {call}"):
                    service, model = call.split(":")[0], self.operations([call])[0].model
                    state = self.anew(call, **{f"AWS_ENDPOINT_URL_{model.service_id.upper().replace(' ', '_')}": f"http://127.0.0.1:{moto.free_port()}"})
                    gaps = self.live("gaps", "-o", "json", "--state", state).json()["gaps"]
                    self.assertTrue([g for g in gaps if g["call"].split(":")[0] == service])
                    after = self.verdicts(state)
                    self.compare(before, after, gaps)
                    self.unknown(call, resting, before, after)

    def operations(self, keys):
        keys = set(keys)
        return [o for group in self.watched.by_signing.values() for o in group if o.key in keys]


if __name__ == "__main__":
    unittest.main()
