"""A proxy between a client of AWS and a server (moto) that makes things go wrong, by service and operation.

    with FaultProxy(MOTO.url) as proxy:
        proxy.fault("throttle", service="ec2", operation="DescribeInstances", times=2)
        proxy.fault("deny", service="iam")
        self.rampart(..., env=MOTO.env(url=proxy.url))
        proxy.seen    # [(service, operation)] of all that came, faults and all; proxy.requests has them whole, proxy.connections counts

Faults: deny, throttle (400, or status=503), error (500, or status and code), reset, truncate, stall (says nothing for `seconds`), delay (then answers), dribble (the answer
in small pieces over `seconds`), malformed, gzip, skew (the clock of the server is `seconds` ahead and refuses other times), expired (a token's end), change
(`by`: a function of the true body), answer (`status`, `headers`, `body` as they are). `times` None: always; `after` lets that many through first."""
import gzip
import http.client
import http.server
import json
import re
import socket
import struct
import threading
import time
import urllib.parse
from email.utils import formatdate

XML = {"s3", "s3control", "route53", "cloudfront"}   # REST with XML; what else speaks REST speaks JSON
CODES = {"deny": (403, "AccessDenied", "User is not authorized to perform this"), "throttle": (400, "ThrottlingException", "Rate exceeded"),
         "error": (500, "InternalFailure", "something broke"), "expired": (403, "ExpiredToken", "The security token included in the request is expired"),
         "skew": (403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")}


class Fault:
    def __init__(self, kind, service=None, operation=None, times=None, after=0, match=None, **how):
        self.kind, self.service, self.operation, self.times, self.after, self.match, self.how = kind, service, operation, times, after, match, how
        self.hits = 0

    def applies(self, request):
        if (self.service and self.service != request.service) or (self.operation and self.operation != request.operation) or (self.match and not self.match(request)):
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.hits += 1
        return True


class Request:
    """What came: method, path, headers, body, and what it says of service and operation (REST calls have none: "GET /path")."""

    def __init__(self, handler, body):
        self.method, self.path, self.headers, self.body = handler.command, handler.path, dict(handler.headers.items()), body
        scope = re.search(r"Credential=([^/]*)/\d+/([^/]+)/([^/]+)/aws4_request", self.header("authorization"))
        self.key_id, self.region, self.service = scope.groups() if scope else ("", "", "")
        target, form = self.header("x-amz-target"), urllib.parse.parse_qs(body.decode("latin-1")) if b"Action=" in body[:200] else {}
        self.protocol = "json" if target else "query" if form else "xml" if self.service in XML else "rest-json"
        self.operation = target.rpartition(".")[2] or form.get("Action", [f"{self.method} {urllib.parse.urlsplit(self.path).path}"])[0]
        if not self.service and form:   # unsigned, such as AssumeRoleWithWebIdentity
            self.service = "sts"
        self.time = time.monotonic()

    def header(self, name):
        return next((v for k, v in self.headers.items() if k.lower() == name), "")

    def refusal(self, code, message):
        """The body of an error as this protocol has it."""
        if self.service == "ec2":
            return "text/xml", f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>req-1</RequestID></Response>"
        if self.protocol == "query":
            return "text/xml", f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>"
        if self.service == "s3":
            return "application/xml", f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>req-1</RequestId></Error>"
        if self.protocol == "xml":
            return "text/xml", f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>"
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message})


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do(self):
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        request = Request(self, body)
        with proxy.lock:
            proxy.requests.append(request)
            fault = next((f for f in proxy.faults if f.applies(request)), None)
        try:
            if fault:
                getattr(self, "do_" + fault.kind)(request, fault)
            else:
                self.reply(*self.forward(request))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do

    def forward(self, request):
        target = urllib.parse.urlsplit(self.server.proxy.upstream)
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("connection", "accept-encoding")}
        try:
            connection.request(request.method, request.path, request.body, headers)
            answer = connection.getresponse()
            return answer.status, {k: v for k, v in answer.getheaders() if k.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server")}, answer.read()
        finally:
            connection.close()

    def reply(self, status, headers, body, length=None, date=None):
        self.send_response_only(status)
        self.send_header("Date", formatdate(date if date is not None else time.time(), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, request, fault, date=None):
        status, code, message = CODES[fault.kind]
        kind, body = request.refusal(fault.how.get("code", code), fault.how.get("message", message))
        self.reply(fault.how.get("status", status), {"Content-Type": kind, **fault.how.get("headers", {})}, body.encode(), date=date)

    do_deny = do_throttle = do_error = do_expired = refuse

    def do_reset(self, request, fault):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def do_truncate(self, request, fault):
        status, headers, body = self.forward(request)
        self.reply(status, headers, body[:len(body) // 2], length=len(body))
        self.wfile.flush()
        self.close_connection = True

    def do_cut(self, request, fault):
        """Half a body that no length betrays."""
        status, headers, body = self.forward(request)
        self.reply(status, headers, body[:len(body) // 2])

    def do_stall(self, request, fault):
        self.server.proxy.stopping.wait(fault.how.get("seconds", 5))
        self.close_connection = True

    def do_delay(self, request, fault):
        self.server.proxy.stopping.wait(fault.how.get("seconds", 1))
        self.reply(*self.forward(request))

    def do_dribble(self, request, fault):
        status, headers, body = self.forward(request)
        self.reply(status, headers, b"", length=len(body))
        pieces = 10
        for i in range(pieces):
            self.wfile.write(body[len(body) * i // pieces:len(body) * (i + 1) // pieces])
            self.wfile.flush()
            self.server.proxy.stopping.wait(fault.how.get("seconds", 1) / pieces)

    def do_malformed(self, request, fault):
        status, headers, _ = self.forward(request)
        self.reply(status, headers, fault.how.get("body", b"<html><body>this is no answer"))

    def do_gzip(self, request, fault):
        status, headers, body = self.forward(request)
        if "gzip" not in request.header("accept-encoding"):
            self.reply(status, headers, body)
            return
        self.reply(status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body))

    def do_skew(self, request, fault):
        theirs = time.time() + fault.how["seconds"]
        stamp = request.header("x-amz-date")
        signed = time.mktime(time.strptime(stamp, "%Y%m%dT%H%M%SZ")) - time.timezone if stamp else 0
        if abs(signed - theirs) > 300:
            self.refuse(request, fault, date=theirs)
        else:
            self.reply(*self.forward(request), date=theirs)

    def do_change(self, request, fault):
        status, headers, body = self.forward(request)
        self.reply(fault.how.get("status", status), headers, fault.how["by"](body))

    def do_answer(self, request, fault):
        self.reply(fault.how.get("status", 200), fault.how.get("headers", {}), fault.how.get("body", b""))


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def process_request(self, request, client_address):
        self.proxy.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        pass


class FaultProxy:
    def __init__(self, upstream):
        self.upstream, self.connections, self.faults, self.requests, self.lock, self.stopping = upstream, 0, [], [], threading.Lock(), threading.Event()
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.proxy = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def fault(self, kind, **rule):
        """Adds one; of several that apply, the one added first counts. Returns it: .hits says how often."""
        fault = Fault(kind, **rule)
        with self.lock:
            self.faults.append(fault)
        return fault

    def clear(self):
        with self.lock:
            self.faults.clear()
            self.requests.clear()

    @property
    def seen(self):
        with self.lock:
            return [(r.service, r.operation) for r in self.requests]

    def close(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
