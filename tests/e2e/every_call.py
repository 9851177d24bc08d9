"""Every call that the collectors make, an account in which most of them have something to find, and a server in between that knows which call a request is.

    watched = Watched(url)
    with watched as url:
        watched.deny = "s3:GetBucketAcl"
        ...
    watched.seen    # {"s3:ListBuckets", ...}"""
import importlib
import os
import re
import threading

import moto
from stub_aws import Failure, Stub, refusal, spoken

CONTENT = os.path.join(moto.ROOT, "content", "collectors", "aws")
CASES = os.path.join(moto.ROOT, "tests", "e2e", "collectors")


def collectors():
    """{file: document}"""
    import yaml
    out = {}
    for name in sorted(os.listdir(CONTENT)):
        with open(os.path.join(CONTENT, name), encoding="utf-8") as f:
            out[name] = yaml.safe_load(f)
    return out


def calls():
    """{"service:Operation": {services whose collectors make it}}"""
    found = {}
    for document in collectors().values():
        for kind in document["resources"].values():
            sources = [kind, kind.get("list") or {}, (kind.get("list") or {}).get("prepare") or {}, *(kind.get("get") or [])]
            for call in (s["call"] for s in sources if "call" in s):
                found.setdefault(call if ":" in call else f"{document['service']}:{call}", set()).add(document["service"])
    return found


def denial(operation):
    """How the service says it."""
    if operation.model.metadata["protocol"] == "ec2":
        return Failure("UnauthorizedOperation", 403)
    return Failure("AccessDeniedException" if "json" in operation.model.metadata["protocol"] else "AccessDenied", 403)


class Watched(Stub):
    """Passes all on but one call, and notes what came. The same request gets the same answer: one look at the account serves many sweeps."""

    def __init__(self, behind):
        super().__init__(behind, dict.fromkeys(calls()))
        self.deny, self.seen, self.strange, self.known, self.denied = None, set(), set(), {}, 0
        self.gate = threading.Semaphore(8)
        self.by_signing = {}
        for operation in self.operations:
            operation.key = f"{operation.model.service_name}:{operation.operation.name}"
            self.by_signing.setdefault(operation.signing, []).append(operation)
        self.operations = []

    def which(self, handler, body):
        scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", handler.headers.get("Authorization", ""))
        found = [o for o in self.by_signing.get(scope.group(1) if scope else "", []) if o.match(handler, body) is not None]
        version = re.search(rb"(?:^|&)Version=([0-9-]+)", body)
        found = [o for o in found if not version or o.model.api_version.encode() == version.group(1)]
        # Of two that fit (rds, neptune and docdb sign and call alike) all are meant; of two paths the one that asks for more.
        most = max((len(o.query) for o in found), default=0)
        return [o for o in found if len(o.query) == most]

    def answer(self, handler, body):
        found = self.which(handler, body)
        self.seen |= {o.key for o in found}
        if not found:
            self.strange.add(f"{handler.command} {handler.path} {handler.headers.get('X-Amz-Target', '')} {body[:60]}")
        for operation in found:
            if operation.key == self.deny:
                self.denied += 1
                return refusal(operation.model, spoken(operation.model, handler.headers), denial(operation))
        scope = re.search(r"Credential=[^/]+/\d+/([^,]+)", handler.headers.get("Authorization", ""))
        key = (handler.command, handler.path, handler.headers.get("X-Amz-Target"), body, scope and scope.group(1))
        if any(o.operation.name.startswith("Generate") for o in found):   # what begins is to end
            return super().answer(handler, body)
        if key not in self.known:
            with self.gate:   # the server behind takes few connections at a time
                status, headers, answer = super().answer(handler, body)
            # not the hour at which it was first given: a client sets its clock by it
            self.known[key] = status, {k: v for k, v in headers.items() if k.lower() not in ("date", "server")}, answer
        return self.known[key]


def seed(server):
    """All cases of the collectors' tests in one account; those that another one's things stand in the way of are left out. → the answers for what moto lacks."""
    answers, left = {}, []
    for name in sorted(f[:-3] for f in os.listdir(CASES) if f.endswith(".py") and f != "__init__.py"):
        for case in importlib.import_module(f"collectors.{name}").CASES:
            try:
                case.make(lambda service, region=case.regions[0]: server.client(service, region=region))
            except Exception as e:   # boto3's classes are made at run time
                left.append((name, case.title, str(e)[:100]))
            answers = {**case.answers, **answers}
    return answers, left
