"""The review of a pull request, against a server made from GitHub's own description of its API (npm: @octokit/openapi, @stoplight/prism-cli), which
refuses a request that the description does not allow. A small proxy in front keeps what was sent and remembers comments, since that server forgets."""
import http.client
import http.server
import json
import os
import re
import subprocess
import tempfile
import threading
import unittest

import packages
from rampart import RAMPART, Case

TOKEN = "ghs_notToBeSeenAnywhere16"


def references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def description(folder):
    """The part of the description that is about pull requests: the whole takes the server a minute to read."""
    with open(os.path.join(folder, "node_modules/@octokit/openapi/generated/api.github.com.json"), encoding="utf-8") as f:
        api = json.load(f)
    part = {k: api[k] for k in ("openapi", "info", "servers")}
    part["paths"] = {k: v for k, v in api["paths"].items() if k.startswith("/repos/{owner}/{repo}/pulls/")}
    seen, todo = set(), [part["paths"]]
    while todo:
        for ref in references(todo.pop()):
            if ref not in seen:
                seen.add(ref)
                kind, name = ref.split("/")[2:]
                todo.append(api["components"][kind][name])
    part["components"] = {kind: {n: v for n, v in all_of.items() if f"#/components/{kind}/{n}" in seen} for kind, all_of in api["components"].items()}
    return part


class Described:
    """The server made from the description."""

    def __init__(self, folder):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8")
        json.dump(description(folder), self.file)
        self.file.flush()
        self.process = subprocess.Popen(["node", os.path.join(folder, "node_modules/@stoplight/prism-cli/dist/index.js"), "mock", "--errors", "-h", "127.0.0.1", "-p", "0", self.file.name],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, found = [], None
        while not found and (line := self.process.stdout.readline()):
            said.append(line)
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
        if not found:
            self.stop()
            raise RuntimeError("the described server does not start: " + "".join(said)[-2000:])
        self.port = int(found.group(1))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()   # what else it says must not fill the pipe

    def ask(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {k: v for k, v in headers.items() if k not in ("Host", "Content-Length")})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.file.close()


class GitHub:
    """What a run sees: lists from memory, everything checked by the described server first."""

    def __init__(self, described):
        self.described, self.files, self.comments, self.reviews = described, [], [], []
        self.on_request = lambda: None
        self.requests, self.refused, self.fail = [], [], []   # fail: (method, path, status, headers), each once, in order
        github = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, data = github.answer(self.command, self.path, body, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_PUT = answer

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def sent(self, method):
        return [(path, body) for m, path, body, _ in self.requests if m == method]

    def answer(self, method, path, body, headers):
        self.on_request()
        self.requests.append((method, path, json.loads(body) if body else None, dict(headers)))
        for i, (m, pattern, status, extra) in enumerate(self.fail):
            if m == method and re.search(pattern, path):
                del self.fail[i]
                return status, extra, json.dumps({"message": "Resource not accessible by integration"}).encode()
        status, data = self.described.ask(method, path, body, headers)
        if status != 200:
            self.refused.append((method, path, body, data))
            return status, {}, data
        found = re.fullmatch(r"/repos/acme/infra/pulls/7/(files|comments|reviews)\?per_page=100&page=(\d+)", path)
        if method == "GET" and found:
            entries, page = getattr(self, found[1]), int(found[2])
            (example,) = json.loads(data)[:1] or [{}]
            return 200, {}, json.dumps([{**example, **e} for e in entries[(page - 1) * 100:page * 100]]).encode()
        return self.change(method, path, json.loads(body), data)

    def change(self, method, path, body, data):
        found = re.fullmatch(r"/repos/acme/infra/pulls/comments/(\d+)", path)
        entries = self.comments if found else self.reviews
        found = found or re.fullmatch(r"/repos/acme/infra/pulls/7/reviews/(\d+)", path)
        if found:
            (entry,) = [e for e in entries if e["id"] == int(found[1])]
            entry["body"] = body["body"]
        else:
            self.reviews.append({"id": 1000 + len(self.reviews), "body": body["body"], "state": "COMMENTED"})
            for c in body["comments"]:
                self.comments.append({"id": 2000 + len(self.comments), "path": c["path"], "line": c["line"], "body": c["body"]})
        return 200, {}, data


TREE = '''resource "aws_kms_key" "ledger" {
  description         = "Ledger"
  enable_key_rotation = false # later
}
'''
OLD = 'resource "aws_kms_key" "old" {\n  description = "Old"\n}\n'
PATCH = "@@ -0,0 +1,4 @@\n" + "".join(f"+{line}\n" for line in TREE.splitlines()).rstrip("\n")
RULE = "kms-key-rotation"


class PullRequest(Case):
    @classmethod
    def setUpClass(cls):
        why = packages.github()
        if why:
            raise unittest.SkipTest(why)
        cls.described = Described(packages.GITHUB)

    @classmethod
    def tearDownClass(cls):
        cls.described.stop()

    def setUp(self):
        super().setUp()
        self.github = GitHub(self.described)
        self.addCleanup(self.github.stop)
        os.mkdir(f"{self.folder}/.git")
        self.write("infra/main.tf", TREE)
        self.write("infra/old.tf", OLD)
        self.write("event.json", json.dumps({"action": "opened", "pull_request": {"number": 7, "head": {"sha": "6dcb09b5b57875f334f61aebed695e2e4193db5e"}}}))
        self.github.files = [{"filename": "infra/main.tf", "status": "added", "patch": PATCH}]

    def review(self, *args, check=RULE, expect=1, **env):
        env = {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "acme/infra", "GITHUB_API_URL": f"http://127.0.0.1:{self.github.port}", "GITHUB_REF": "refs/heads/main",
               "GITHUB_EVENT_PATH": "event.json", "GITHUB_WORKSPACE": self.folder, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", **env}
        self.github.requests.clear()
        done = self.rampart("scan", "infra", "--check", check, "--github-pr", *args, "-o", "json", env=env)
        self.assertEqual(done.status, expect, done.out + done.err)
        self.assertNotIn(TOKEN, done.out + done.err)
        self.assertEqual(self.github.refused, [])
        return [m["message"] for m in done.json()["messages"] if m["code"] == "github"]

    def test_one_review_with_a_comment_at_the_line_and_a_suggestion(self):
        self.assertEqual(self.review(), ["the pull request's review: 1 comment posted, 0 brought up to date, 0 marked as gone, 1 outside the changed lines"])
        ((path, body),) = self.github.sent("POST")
        self.assertEqual(path, "/repos/acme/infra/pulls/7/reviews")
        self.assertEqual((body["event"], body["commit_id"]), ("COMMENT", "6dcb09b5b57875f334f61aebed695e2e4193db5e"))
        (comment,) = body["comments"]
        self.assertEqual((comment["path"], comment["line"], comment["side"]), ("infra/main.tf", 3, "RIGHT"))
        self.assertRegex(comment["body"], r"\A<!-- rampart:finding:[0-9a-f]{32}:kms-key-rotation -->\n")
        self.assertIn("```suggestion\n  enable_key_rotation = true # later\n```\n", comment["body"])
        self.assertIn("aws\\_kms\\_key.old", body["body"])
        self.assertIn("infra/old.tf:1", body["body"])
        self.assertNotIn("aws\\_kms\\_key.ledger", body["body"])
        for _, _, _, headers in self.github.requests:
            self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
            self.assertRegex(headers["User-Agent"], r"^rampart/")

    def test_a_second_run_repeats_nothing(self):
        self.review()
        self.assertEqual(self.review(), ["the pull request's review: 0 comments posted, 0 brought up to date, 0 marked as gone, 1 outside the changed lines"])
        self.assertEqual({m for m, _, _, _ in self.github.requests}, {"GET"})

    def test_what_is_repaired_is_marked_and_what_comes_back_is_taken_up_again(self):
        self.review()
        self.write("infra/main.tf", TREE.replace("false", "true"))
        self.write("infra/old.tf", OLD.replace("}", "  enable_key_rotation = true\n}"))
        self.assertIn("1 marked as gone, 0 outside", self.review(expect=0)[0])
        self.assertEqual(len(self.github.comments), 1)
        self.assertIn("**Resolved**", self.github.comments[0]["body"])
        self.assertNotIn("suggestion", self.github.comments[0]["body"])
        self.assertIn("0 failed", self.github.reviews[0]["body"])
        self.review(expect=0)
        self.assertEqual(self.github.sent("PATCH") + self.github.sent("PUT") + self.github.sent("POST"), [])
        self.write("infra/main.tf", TREE)
        self.assertIn("0 comments posted, 1 brought up to date", self.review()[0])
        self.assertIn("suggestion", self.github.comments[0]["body"])
        self.assertEqual(self.github.sent("POST"), [])

    def test_a_run_of_other_rules_or_folders_leaves_comments_alone(self):
        self.review()
        self.review(check="CKV_AWS_18", expect=0)
        self.assertEqual(self.github.sent("PATCH"), [])

    def test_a_comment_with_our_mark_by_somebody_else_silences_nothing(self):
        self.review()
        mark = self.github.comments[0]["body"].split("\n")[0]
        self.github.comments[0]["body"] = mark + "\nnothing to see here"
        self.github.fail = [("PATCH", "comments/2000", 403, {})]
        self.assertIn("1 comment posted", self.review()[0])

    def test_instances_of_one_block_share_a_comment(self):
        self.write("infra/main.tf", TREE.replace("{\n", "{\n  count               = 3\n", 1))
        self.github.files[0]["patch"] = "@@ -0,0 +4 @@\n+  enable_key_rotation = false # later"
        self.assertIn("1 comment posted", self.review()[0])
        ((_, body),) = self.github.sent("POST")
        self.assertEqual((body["comments"][0]["line"], body["comments"][0]["body"].count("aws\\_kms\\_key.ledger")), (4, 3))

    def test_a_block_whose_other_line_was_changed_carries_the_comment_there(self):
        self.write("infra/main.tf", 'resource "aws_kms_key" "ledger" {\n  description = "Ledger"\n}\n')
        self.github.files[0]["patch"] = "@@ -2 +2 @@\n-  description = \"x\"\n+  description = \"Ledger\""
        self.review()
        ((_, body),) = self.github.sent("POST")
        self.assertEqual([c["line"] for c in body["comments"]], [2])
        self.assertNotIn("suggestion", body["comments"][0]["body"])

    def test_the_merge_with_a_newer_base_has_other_line_numbers(self):
        self.write("infra/main.tf", "# new on the base\n\n\n" + TREE)
        self.review()
        ((_, body),) = self.github.sent("POST")
        self.assertEqual([c["line"] for c in body["comments"]], [3])

    def test_the_process_that_reads_code_has_no_token(self):
        seen = []

        def look():
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
                        parent = int(f.read().rsplit(")", 1)[1].split()[1])
                    if parent == os.getpid() and os.path.samefile(f"/proc/{pid}/exe", RAMPART):
                        with open(f"/proc/{pid}/environ", "rb") as f:
                            seen.append(TOKEN.encode() in f.read())
                except OSError:
                    pass

        self.github.on_request = look
        self.review()
        self.assertTrue(seen)
        self.assertFalse(any(seen))

    def test_lists_are_read_to_their_end(self):
        self.github.files = [{"filename": f"f{i}", "status": "added", "patch": "@@ -0,0 +1 @@\n+x"} for i in range(200)] + self.github.files
        self.assertIn("1 comment posted", self.review()[0])
        self.assertEqual(len([p for p, _ in self.github.sent("GET") if "/files?" in p]), 3)

    def test_lack_of_rights_is_said_and_fails_nothing(self):
        self.github.fail = [("POST", "reviews", 403, {})]
        (message,) = self.review()
        self.assertIn("GitHub answers 403, Resource not accessible by integration; the job needs 'permissions: pull-requests: write'", message)
        self.github.fail = [("GET", "files", 404, {})]
        self.assertIn("could not be written in full: cannot read the files of the pull request", self.review()[0])

    def test_lack_of_a_token_or_of_a_network_is_said_and_fails_nothing(self):
        self.assertEqual(self.review(GITHUB_TOKEN=""), ["no review is posted: GITHUB_TOKEN is not set"])
        self.assertEqual(self.review(GITHUB_EVENT_PATH="")[0].split(":")[1], " which pull request is not known")
        self.assertEqual(self.review(GITHUB_API_URL="http://example.com"), ["no review is posted: GITHUB_API_URL is no https address"])
        self.assertEqual(self.github.requests, [])

    def test_a_limit_of_calls_is_waited_for(self):
        self.github.fail = [("GET", "files", 429, {"Retry-After": "1"}), ("POST", "reviews", 403, {"Retry-After": "1"})]
        self.assertIn("1 comment posted", self.review()[0])
        self.assertEqual(len(self.github.sent("POST")), 2)

    def test_the_number_may_be_given(self):
        done = self.rampart("scan", "infra", "--check", RULE, "--github-pr=7", "-o", "json",
                            env={"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "acme/infra", "GITHUB_API_URL": f"http://127.0.0.1:{self.github.port}", "GITHUB_EVENT_PATH": "",
                                 "GITHUB_REF": "", "GITHUB_WORKSPACE": "", "no_proxy": "127.0.0.1"})
        self.assertEqual(done.status, 1)
        ((_, body),) = self.github.sent("POST")
        self.assertNotIn("commit_id", body)
        self.assertEqual([c["path"] for c in body["comments"]], ["infra/main.tf"])


