"""The collectors of content/collectors/aws: what `rampart live resources` reads of an account is what `rampart resources` computes of the Terraform text that made it.

Cases: collectors/SERVICE.py. Every field that the text makes known must be there with the same value, save those that a case leaves out with a reason; blocks may hold more (the
provider's defaults). A document in a string is compared as a document, a list without regard to its order. COLLECTORS=s3,iam runs only those."""
import importlib
import json
import os
import unittest

import moto
from collectors import ACCOUNT
from rampart import Case as Base, ROOT
from stub_aws import Stub

FOLDER = os.path.join(ROOT, "tests", "e2e", "collectors")
NAMES = sorted(f[:-3] for f in os.listdir(FOLDER) if f.endswith(".py") and f != "__init__.py")
ONLY = os.environ.get("COLLECTORS")


def document(text):
    """A string that holds a JSON object is that object."""
    if isinstance(text, str) and text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return text


def key(v):
    return json.dumps(v, sort_keys=True)


def empty(v):
    return v in (None, "", [], {})


def differences(wanted, found, path, left):
    """What of `wanted` is not in `found`: (path, wanted, found)."""
    if path in left or wanted is None or (empty(wanted) and empty(found)):
        return []
    wanted, found = document(wanted), document(found)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [d for k, v in wanted.items() for d in differences(v, found.get(k), f"{path}.{k}", left)]
    if isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            return [(path, wanted, found)]
        if all(isinstance(v, (str, int, float, bool)) for v in wanted):
            return [] if sorted(map(key, wanted)) == sorted(map(key, found)) else [(path, wanted, found)]
        rest, out = list(found), []
        for w in wanted:
            best = min(rest, key=lambda f: len(differences(w, f, path, left)))
            rest.remove(best)
            out += differences(w, best, path, left)
        return out
    if isinstance(wanted, bool) != isinstance(found, bool) or wanted != found:
        return [(path, wanted, found)]
    return []


class Collectors(Base):
    def setUp(self):
        super().setUp()
        if not moto.available():
            self.skipTest(moto.why)
        self.moto = moto.shared()
        self.moto.reset()
        self.maxDiff = None

    def live(self, case, services):
        env = moto.clean(self.moto.env(region=case.regions[0]))
        with Stub(self.moto.url, case.answers) as url:
            done = self.rampart("live", "resources", "--endpoint-url", url if case.answers else self.moto.url, "--region", ",".join(case.regions),
                                *[a for s in services for a in ("--service", s)], env={**env, "AWS_ENDPOINT_URL": url if case.answers else self.moto.url})
        self.assertEqual(done.status, 0, done.err)
        return done.json()

    def verdicts_of_account(self, case, services):
        """(rule, address) → verdict, of a sweep."""
        with Stub(self.moto.url, case.answers) as url:
            env = moto.clean({**self.moto.env(region=case.regions[0]), "AWS_ENDPOINT_URL": url if case.answers else self.moto.url})
            done = self.rampart("live", "sweep", "--state", "state.db", "--region", ",".join(case.regions), *[a for s in services for a in ("--service", s)], env=env)
        self.assertEqual(done.status, 0, done.err)
        out = {}
        for status in ("pass", "fail", "unknown"):
            for f in self.rampart("live", "findings", "--state", "state.db", "--status", status, "-o", "json").json()["findings"]:
                out[(f["rule"], f["resource"])] = status
        return out

    def same_verdicts(self, case, services, twins):
        """On equal facts the gate and the account come to one verdict. Where one does not know (a service that was not swept, a value that is not known before apply) there is no contradiction."""
        gate = {k: {"passed": "pass", "failed": "fail"}.get(v, v) for k, v in self.verdicts(self.scan("tf", "--soft-fail")).items()}
        live = self.verdicts_of_account(case, services)
        compared, wrong = 0, []
        for (rule, address), verdict in sorted(gate.items()):
            found = live.get((rule, twins.get(address)))
            if verdict not in ("pass", "fail") or found not in ("pass", "fail") or rule in case.differ:
                continue
            compared += 1
            if found != verdict:
                wrong.append((rule, address, f"gate {verdict}, account {found}"))
        self.assertEqual(wrong, [])
        return compared

    def computed(self, text):
        self.write("tf/main.tf", text)
        done = self.rampart("resources", "-o", "json", "tf")
        self.assertEqual(done.status, 0, done.err)
        report = done.json()
        self.assertEqual(report["messages"], [])
        return [(r["type"], {k: v for k, v in r["values"].items() if not k.endswith("_document")}, r["address"]) for r in report["resources"] if r["mode"] == "managed"]

    def claim(self, kind, values, address, pool, case):
        """The live resource that has all that is wanted; it is taken."""
        same = [r for r in pool if r["type"] == kind]
        self.assertTrue(same, f"{address}: nothing of the type {kind} was collected")
        ranked = [(differences(values, r["values"], kind, case.leave), r) for r in same]
        missing, best = min(ranked, key=lambda pair: len(pair[0]))
        self.twins[address] = best["address"]
        self.assertEqual(missing, [], f"{address} against {best['address']}: {json.dumps(best['values'])[:3000]}")
        pool.remove(best)

    def check(self, service, case):
        names = case.make(lambda name, region=case.regions[0]: self.moto.client(name, region=region)) or {}
        text = case.terraform
        for k, v in {"account": ACCOUNT, **names}.items():
            text = text.replace(f"@{k}@", str(v))
        wanted = self.computed(text) if text.strip() else []
        wanted += [(kind, json.loads(json.dumps(values).replace("@account@", ACCOUNT)), kind) for kind, values in case.wants]
        report = self.live(case, case.services or (service.replace("_", "-"),))
        kinds = {w[0] for w in wanted}
        gaps = [g for g in report["not_assessed"] if g["type"] in kinds and g["call"] not in case.gaps]
        self.assertEqual(gaps, [], "calls that failed")
        self.assertEqual([r for r in report["resources"] if r["type"] in case.none], [], "what is not there")
        self.assertEqual([g for g in report["not_assessed"] if g["type"] in case.none], [], "what is not there is known not to be")
        self.assertEqual({t for t in case.not_assessed} - {g["type"] for g in report["not_assessed"]}, set(), "what cannot be read is said not to be")
        pool = list(report["resources"])
        self.twins = {}
        for kind, values, address in sorted(wanted, key=lambda w: -len(key(w[1]))):
            self.claim(kind, values, address, pool, case)
        if text.strip():
            self.same_verdicts(case, case.services or (service.replace("_", "-"),), self.twins)


def method(service, case):
    return lambda self: self.check(service, case)


for _name in NAMES:
    if ONLY and _name not in ONLY.split(","):
        continue
    for _i, _case in enumerate(importlib.import_module(f"collectors.{_name}").CASES):
        setattr(Collectors, f"test_{_name}_{_i:02d}_{''.join(c if c.isalnum() else '_' for c in _case.title)}", method(_name, _case))


if __name__ == "__main__":
    unittest.main()
