"""An AWS that answers some operations from a table and leaves the others to the server behind it. Answers are written by botocore's model: query, ec2, json, rest-json, rest-xml."""
import datetime
import http.server
import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "host", "accept-encoding"}


def text_of(shape, value, form):
    if isinstance(value, datetime.datetime):
        form = shape.serialization.get("timestampFormat", form)
        return str(value.timestamp()) if form == "unixTimestamp" else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_json(shape, value):
    if shape.type_name == "structure":
        return {m.serialization.get("name", name): to_json(m, value[name]) for name, m in shape.members.items() if value.get(name) is not None}
    if shape.type_name == "list":
        return [to_json(shape.member, v) for v in value]
    if shape.type_name == "map":
        return {k: to_json(shape.value, v) for k, v in value.items()}
    if isinstance(value, datetime.datetime):
        return value.timestamp() if shape.serialization.get("timestampFormat", "unixTimestamp") == "unixTimestamp" else text_of(shape, value, "iso8601")
    return value


def to_xml(name, shape, value):
    """Elements of that name; a flattened list is several."""
    kind, own = shape.type_name, shape.serialization
    if kind == "structure":
        return f"<{name}>" + "".join(to_xml(m.serialization.get("name", n), m, value[n]) for n, m in shape.members.items() if value.get(n) is not None) + f"</{name}>"
    if kind == "list":
        each = shape.member.serialization.get("name", "member")
        if own.get("flattened"):
            return "".join(to_xml(name, shape.member, v) for v in value)
        return f"<{name}>" + "".join(to_xml(each, shape.member, v) for v in value) + f"</{name}>"
    if kind == "map":
        key, val = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        pairs = [to_xml(key, shape.key, k) + to_xml(val, shape.value, v) for k, v in value.items()]
        return "".join(f"<{name}>{p}</{name}>" for p in pairs) if own.get("flattened") else f"<{name}>" + "".join(f"<entry>{p}</entry>" for p in pairs) + f"</{name}>"
    return f"<{name}>{escape(text_of(shape, value, 'iso8601'))}</{name}>"


class Failure(Exception):
    """Raised by an answer's function: the service refuses with that code."""

    def __init__(self, code, status=400, message="refused"):
        super().__init__(code)
        self.code, self.status, self.message = code, status, message


def spoken(model, headers):
    """The protocol of a request: some services speak several."""
    return "json" if headers.get("X-Amz-Target") else model.metadata["protocol"]


def refusal(model, protocol, failure):
    if protocol in ("json", "rest-json"):
        return failure.status, {"Content-Type": "application/json", "x-amzn-ErrorType": failure.code}, json.dumps({"__type": failure.code, "message": failure.message})
    error = f"<Error><Code>{failure.code}</Code><Message>{escape(failure.message)}</Message></Error>"
    if protocol == "ec2":
        error = f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>"
    elif model.service_name != "s3":
        error = f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"
    return failure.status, {"Content-Type": "text/xml"}, error


def answer_of(protocol, operation, value):
    """(status, headers, body) of an answer with that result."""
    shape, headers = operation.output_shape, {}
    status = operation.http.get("responseCode", 200)
    if protocol == "json":
        return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(to_json(shape, value) if shape else {})
    if protocol == "query":
        wrapper = shape.serialization.get("resultWrapper", f"{operation.name}Result") if shape else "Result"
        inner = to_xml(wrapper, shape, value) if shape else ""
        return status, {"Content-Type": "text/xml"}, f"<{operation.name}Response>{inner}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation.name}Response>"
    if protocol == "ec2":
        return status, {"Content-Type": "text/xml"}, to_xml(f"{operation.name}Response", shape, value)
    body = dict(value)
    for name, member in (shape.members.items() if shape else ()):
        if member.serialization.get("location") == "header" and name in body:
            headers[member.serialization["name"]] = text_of(member, body.pop(name), "rfc822")
    payload = shape.serialization.get("payload") if shape else None
    inner, content = (shape.members[payload], body.get(payload, {})) if payload else (shape, body)
    if payload and inner.type_name in ("string", "blob"):
        return status, headers, content or ""
    if protocol == "rest-json":
        return status, {**headers, "Content-Type": "application/json"}, json.dumps(to_json(inner, content) if inner else {})
    root = inner.serialization.get("name", inner.name) if inner else "Answer"
    return status, {**headers, "Content-Type": "application/xml"}, to_xml(root, inner, content) if inner else ""


class Operation:
    """One of the table, and how its requests are known."""

    def __init__(self, key, answer, session):
        service, name = key.split(":")
        self.model, self.answer = session.get_service_model(service), answer
        self.operation = self.model.operation_model(name)
        self.signing = self.model.signing_name
        uri = self.operation.http["requestUri"].split("?")
        self.query = dict(p.partition("=")[::2] for p in uri[1].split("&")) if len(uri) > 1 else {}
        self.path = re.compile("/?" + "/".join(f"(?P<{m.group(1)}>.+)" if m and m.group(2) else f"(?P<{m.group(1)}>[^/]+)" if m else re.escape(part)
                                               for part in uri[0].strip("/").split("/") for m in [re.fullmatch(r"\{(\w+)(\+?)\}", part.replace("-", "_") if "{" in part else part)]) + "/?")

    def match(self, handler, body):
        """The parameters, or None when the request is for another operation."""
        scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", handler.headers.get("Authorization", ""))
        if not scope or scope.group(1) != self.signing:
            return None
        target, protocol = handler.headers.get("X-Amz-Target"), spoken(self.model, handler.headers)
        if protocol == "json":
            return json.loads(body or b"{}") if target and target.split(".")[-1] == self.operation.name else None
        if protocol in ("query", "ec2"):
            form = dict(urllib.parse.parse_qsl(body.decode()))
            return form if form.get("Action") == self.operation.name else None
        path, _, query = handler.path.partition("?")
        given = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        found = self.path.fullmatch(path) or self.path.fullmatch(urllib.parse.unquote(path))   # an ARN in it has slashes of its own
        if handler.command != self.operation.http["method"] or not found or any(given.get(k) != v for k, v in self.query.items()):
            return None
        return {**given, **{k: urllib.parse.unquote(v) for k, v in found.groupdict().items()}, **(json.loads(body) if body and protocol == "rest-json" else {})}


class Stub:
    """with Stub(url, {"service:Operation": answer}) as url: ..."""

    def __init__(self, behind, answers):
        import botocore.session
        session = botocore.session.Session()
        self.behind, self.operations = behind, [Operation(k, v, session) for k, v in answers.items()]

    def answer(self, handler, body):
        for operation in self.operations:
            params = operation.match(handler, body)
            if params is None:
                continue
            protocol = spoken(operation.model, handler.headers)
            try:
                return answer_of(protocol, operation.operation, operation.answer(params) if callable(operation.answer) else operation.answer)
            except Failure as failure:
                return refusal(operation.model, protocol, failure)
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in HOP_BY_HOP}
        request = urllib.request.Request(self.behind + handler.path, data=body or None, method=handler.command, headers={**headers, "Host": handler.headers["Host"]})
        try:
            with urllib.request.urlopen(request, timeout=60) as got:
                return got.status, dict(got.headers), got.read()
        except urllib.error.HTTPError as e:
            return e.code, dict(e.headers), e.read()

    def __enter__(self):
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True   # or the body waits 40 ms for the headers to be acknowledged

            def do(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, answer = stub.answer(self, body)
                answer = answer.encode() if isinstance(answer, str) else answer
                self.send_response(status)
                for k, v in headers.items():
                    if k.lower() not in HOP_BY_HOP:
                        self.send_header(k, v)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 512   # five, the default, has a client that opens more at once wait for seconds

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://localhost:{self.server.server_address[1]}"   # where an account is put before the host, that is found too

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
