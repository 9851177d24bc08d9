"""Every call that the collectors make, an account in which most of them have something to find, and a server in between that knows which call a request is.

    watched = Watched(url)
    with watched as url:
        watched.deny = "s3:GetBucketAcl"
        ...
    watched.seen        # {"s3:ListBuckets", ...}
    watched.answered    # those of which one was answered with more than an error"""
import importlib
import json
import os
import re
import threading

import moto
from made_up import USUAL, MadeUp
from stub_aws import Failure, Stub, answer_of, refusal, spoken

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


def made_by(kind, service):
    """The calls of one type."""
    sources = [kind, kind.get("list") or {}, (kind.get("list") or {}).get("prepare") or {}, *(kind.get("get") or [])]
    return [s["call"] if ":" in s["call"] else f"{service}:{s['call']}" for s in sources if "call" in s]


def calls():
    """{"service:Operation": {services whose collectors make it}}"""
    found = {}
    for document in collectors().values():
        for kind in document["resources"].values():
            for call in made_by(kind, document["service"]):
                found.setdefault(call, set()).add(document["service"])
    return found


def types_of():
    """{"service:Operation": types that are collected by it, or per one that is}"""
    found = {}
    for document in collectors().values():
        kinds = document["resources"]
        for name, kind in kinds.items():
            there, more = {name}, {name}
            while more:
                more = {n for n, k in kinds.items() if k.get("per") in there} - there
                there |= more
            for call in made_by(kind, document["service"]):
                found.setdefault(call, set()).update(there)
    return found


def words():
    """{"service:Operation": names of members by which what it answers is known: those that ids, ARNs, conditions and the parameters of further calls are made of}."""
    found = {}
    for document in collectors().values():
        kinds = document["resources"]
        for name, kind in kinds.items():
            below = [k for k in kinds.values() if k.get("per") == name]
            said = [kind.get(k) for k in ("id", "arn", "when", "keep", "region", "each", "params")] + [(kind.get("list") or {}).get(k) for k in ("each", "params")]
            said += [g.get(k) for g in kind.get("get") or [] for k in ("params", "if", "value")] + [k.get(part) for k in below for part in ("params", "if", "id", "each")]
            for call in made_by(kind, document["service"]):
                found.setdefault(call, set()).update(re.findall(r"[A-Za-z]\w+", json.dumps(said)))
    return found


def denial(operation):
    """How the service says that one may not."""
    if operation.model.metadata["protocol"] == "ec2":
        return Failure("UnauthorizedOperation", 403)
    return Failure("AccessDeniedException" if "json" in operation.model.metadata["protocol"] else "AccessDenied", 403)


# How else a service does not answer: kind → protocol → code and status. None: nothing that a client knows as an answer of AWS.
OTHERWISE = {
    "throttled": {"ec2": ("RequestLimitExceeded", 503), "query": ("Throttling", 400), "json": ("ThrottlingException", 400), "rest-json": ("TooManyRequestsException", 429), "rest-xml": ("SlowDown", 503)},
    "a region that is disabled": {"ec2": ("AuthFailure", 401), "query": ("InvalidClientTokenId", 403), "json": ("UnrecognizedClientException", 400), "rest-json": ("UnrecognizedClientException", 403),
                                  "rest-xml": ("InvalidAccessKeyId", 403)},
    "a service that is to be opted in to": {"ec2": ("OptInRequired", 403), "query": ("OptInRequired", 403), "json": ("SubscriptionRequiredException", 400), "rest-json": ("SubscriptionRequiredException", 403),
                                            "rest-xml": ("NotSignedUp", 403)},
    "an operation that is missing": {"ec2": ("InvalidAction", 400), "query": ("InvalidAction", 400), "json": ("UnknownOperationException", 400), "rest-json": ("UnknownOperationException", 404),
                                     "rest-xml": ("NotImplemented", 501)},
    "a page of something in between": dict.fromkeys(("ec2", "query", "json", "rest-json", "rest-xml")),
    "a page that there is nothing": dict.fromkeys(("ec2", "query", "json", "rest-json", "rest-xml")),
}
PAGE = {"Content-Type": "text/html"}, "<html><head><title>Sorry</title></head><body>Nothing to be seen here</body></html>"


def otherwise(kind, operation, headers):
    """The answer."""
    said = OTHERWISE[kind][operation.model.metadata["protocol"]]
    if said:
        return refusal(operation.model, spoken(operation.model, headers), Failure(*said))
    return (404 if kind == "a page that there is nothing" else 200, *PAGE)


class Watched(Stub):
    """Passes all on but one call, and notes what came. The same request gets the same answer: one look at the account serves many sweeps."""

    def __init__(self, behind):
        super().__init__(behind, dict.fromkeys(calls()))
        self.deny, self.kind, self.denied = None, None, 0   # kind None: in the service's words for it
        self.seen, self.answered, self.strange, self.known = set(), set(), set(), {}
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
                if self.kind:
                    return otherwise(self.kind, operation, handler.headers)
                return refusal(operation.model, spoken(operation.model, handler.headers), denial(operation))
        status, headers, answer = self.say(handler, body, found)
        if status < 300:
            self.answered |= {o.key for o in found}
        return status, headers, answer

    def say(self, handler, body, found):
        scope = re.search(r"Credential=[^/]+/\d+/([^,]+)", handler.headers.get("Authorization", ""))
        key = (handler.command, handler.path, handler.headers.get("X-Amz-Target"), body, scope and scope.group(1))
        if any(o.operation.name.startswith("Generate") for o in found):   # what begins is to end
            return Stub.answer(self, handler, body)
        if key not in self.known:
            with self.gate:   # the server behind takes few connections at a time
                status, headers, answer = Stub.answer(self, handler, body)
            # not the hour at which it was first given: a client sets its clock by it
            self.known[key] = status, {k: v for k, v in headers.items() if k.lower() not in ("date", "server")}, answer
        return self.known[key]


class AllMadeUp(Watched):
    """Answers every call of a collector itself, by AWS's models: an account with one of everything. Who asks says the server behind. `moods`: calls that answer otherwise than usual."""

    def __init__(self, behind):
        super().__init__(behind)
        self.made, self.moods = MadeUp(words()), {}

    def say(self, handler, body, found):
        if not found or found[0].key == "sts:GetCallerIdentity":
            return super().say(handler, body, found)
        one = next((o for o in found if o.model.service_name == "rds"), found[0])   # which has Neptune's and DocumentDB's
        mood = next((self.moods[o.key] for o in found if o.key in self.moods), USUAL)
        return answer_of(spoken(one.model, handler.headers), one.operation, self.made.answer(one.operation, one.match(handler, body), mood))


def seed(server):
    """All cases of the collectors' tests in one account; those that another one's things stand in the way of are left out. → the answers for what moto lacks."""
    answers, left = {}, []
    for name in sorted(f[:-3] for f in os.listdir(CASES) if f.endswith(".py") and f != "__init__.py"):
        for case in importlib.import_module(f"collectors.{name}").CASES:
            try:
                case.make(lambda service, region=case.regions[0]: server.client(service, region=region))
            except Exception as e:   # boto3's classes are made at run time
                left.append((name, case.title, str(e)[:100]))
            answers = {**{k: v for k, v in case.answers.items() if callable(v) or not v or any(part != [] for part in v.values())}, **answers}   # "none" is for the case alone
    return answers, left
