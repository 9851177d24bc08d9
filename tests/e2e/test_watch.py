"""rampart live watch: events posted or taken from a queue are read anew, whatever way they come; nothing is lost and nothing is done twice."""
import json
import os
import signal
import socket
import sqlite3
import time
import unittest

import moto
from fault_proxy import FaultProxy
from moto import REGION
from rampart import Case as Base
from watching import Watch, dump, event

BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


class Case(Base):
    def setUp(self):
        super().setUp()
        if not moto.available():
            self.skipTest(moto.why)
        self.moto = moto.shared()
        self.moto.reset()
        self.maxDiff = None
        self.s3 = self.moto.client("s3")

    def bucket(self, name):
        self.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return event("CreateBucket", "s3", {"bucketName": name})

    def versioned(self, name, on=True):
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled" if on else "Suspended"})
        return event("PutBucketVersioning", "s3", {"bucketName": name})

    def watch(self, *args, env=None, **kwargs):
        watch = Watch(self, env or self.moto.env(), "--service", "s3", "--region", REGION, *args, **kwargs)
        return watch

    def resources(self, kind=None, state="rampart.db"):
        lines = [json.loads(line) for line in dump(self, state)]
        return [r for r in lines if r["kind"] == "resource" and kind in (None, r["type"])]

    def same_as_a_sweep(self, *args):
        """The state is what a sweep of its own finds."""
        done = self.rampart("live", "sweep", "--state", "fresh.db", "--service", "s3", "--region", REGION, *args, env=moto.clean(self.moto.env()))
        self.assertEqual(done.status, 0, done.err)
        fresh, kept = dump(self, "fresh.db"), dump(self, "rampart.db")
        self.assertEqual([line for line in fresh if line not in kept], [])
        self.assertEqual([line for line in kept if line not in fresh], [])


class Http(Case):
    def test_who_may_post_and_what(self):
        self.write("token", "s3cret-token\n")
        with self.watch("--no-first-sweep", "--token-file", "token") as watch:
            good, body = {"Authorization": "Bearer s3cret-token"}, json.dumps(event("CreateBucket", "s3", {"bucketName": "a"}))
            self.assertEqual(watch.request("GET", "/health"), (200, '{"status": "ok"}\n'))
            for headers in ({}, {"Authorization": "Bearer s3cret-tokem"}, {"Authorization": "s3cret-token"}, {"Authorization": "Bearer s3cret-token "}):
                self.assertIn(watch.request("POST", "/events", body, headers)[0], (401, 202) if headers.get("Authorization", "").endswith(" ") else (401,))
            self.assertEqual(watch.request("POST", "/other", body, good)[0], 404)
            self.assertEqual(watch.request("GET", "/events", None, good)[0], 405)
            self.assertEqual(watch.request("DELETE", "/health", None, good)[0], 405)
            self.assertEqual(watch.request("POST", "/events", body, good), (202, '{"accepted": 1, "ignored": 0}\n'))

    def test_what_is_no_event_is_refused_with_its_place(self):
        with self.watch("--no-first-sweep") as watch:
            for body, why in (("", "no JSON"), ("{", "no JSON"), ("17", "an object, not number"), ('{"a": 1}', "no event"), ("\xff\xfe", "JSON"),
                              ('{"eventName": "CreateBucket", "eventSource": "s3.amazonaws.com"}', "lacks its account"), ("[" * 50 + "]" * 50, "within messages"),
                              ('[{"a": 1}, 2]', "0: this is no event")):
                status, text = watch.request("POST", "/events", body.encode("latin-1"))
                self.assertEqual(status, 400, body[:40])
                self.assertIn(why, json.loads(text)["error"], body[:40])
            mixed = watch.post({"a": 1}, event("CreateBucket", "s3", {"bucketName": "a"}), event("GetBucketAcl", "s3", {"bucketName": "a"}))
            self.assertEqual((mixed["accepted"], mixed["ignored"], mixed["bad"]), (1, 1, 1))
            self.assertIn("0: this is no event", mixed["why"])

    def test_too_much_is_refused_early_and_late(self):
        with self.watch("--no-first-sweep") as watch:
            with socket.create_connection(("127.0.0.1", watch.port)) as s:   # said in the head: refused though nothing has come
                s.sendall(b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n" + b" " * 1000)
                s.shutdown(socket.SHUT_WR)
                s.settimeout(40)
                first = s.recv(100)
                self.assertTrue(first == b"" or b"413" in first, first)
            with socket.create_connection(("127.0.0.1", watch.port)) as s:   # in pieces, with no word of the length
                s.sendall(b"POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
                for _ in range(17):
                    s.sendall(piece)
                s.sendall(b"0\r\n\r\n")
                s.settimeout(30)
                self.assertIn(b"413", s.recv(100))
            self.assertEqual(watch.request("GET", "/health")[0], 200)

    def test_a_slow_client_holds_up_nobody(self):
        with self.watch("--no-first-sweep") as watch:
            body = json.dumps(self.bucket("slow")).encode()
            with socket.create_connection(("127.0.0.1", watch.port)) as s:
                s.sendall(b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:20])
                watch.post(self.bucket("fast"))
                watch.until(lambda: watch.ask("SELECT count(*) FROM resource WHERE name='fast'"))
                for i in range(20, len(body), 200):
                    s.sendall(body[i:i + 200])
                    time.sleep(0.01)
                self.assertIn(b"202", s.recv(100))
            watch.until(lambda: watch.ask("SELECT count(*) FROM resource WHERE name='slow'"))

    def test_an_address_that_is_taken_is_said(self):
        with self.watch("--no-first-sweep") as watch:
            done = self.rampart("live", "watch", "--state", "other.db", "--listen", f"127.0.0.1:{watch.port}", env=moto.clean(self.moto.env()))
            self.assertEqual(done.status, 2)
            self.assertIn("cannot listen", done.err)


class Events(Case):
    def test_duplicates_are_read_once_and_order_does_not_matter(self):
        with self.watch(settle="300ms") as watch:
            watch.swept()
            first, second, third = self.bucket("bkt"), self.versioned("bkt"), self.versioned("bkt", on=False)
            for e in (third, first, second, first, third, second):   # out of order, twice
                watch.post(e)
            watch.settled()
            self.same_as_a_sweep()
            self.assertEqual(watch.end()["readings"], 2)   # the bucket, and its versioning: each once

    def test_a_late_event_leaves_what_is_newer(self):
        made, versioned = self.bucket("bkt"), self.versioned("bkt")
        with self.watch() as watch:
            watch.swept()
            self.s3.delete_bucket(Bucket="bkt")
            watch.post(event("DeleteBucket", "s3", {"bucketName": "bkt"}))
            watch.settled()
            self.assertEqual(self.resources("aws_s3_bucket"), [])
            watch.post(made, versioned)   # they tell of a bucket that is long gone
            watch.settled()
            self.assertEqual(self.resources(), [r for r in self.resources() if not r["id"].startswith("arn:aws:s3:::")])
            self.same_as_a_sweep()

    def test_a_burst_is_one_reading(self):
        event_of = self.bucket("bkt")
        with FaultProxy(self.moto.url) as proxy, self.watch(env=self.moto.env(url=proxy.url), settle="500ms") as watch:
            watch.swept()
            before = len(proxy.requests)
            events = [event("PutBucketVersioning", "s3", {"bucketName": "bkt"}) for _ in range(500)]
            self.assertEqual(watch.post(*events)["accepted"], 500)
            watch.settled()
            self.assertEqual([r.path.split("?")[1] for r in proxy.requests[before:]], ["versioning"])
            watch.post(event_of)
            watch.settled()
            self.assertEqual(watch.end()["readings"], 2)

    def test_what_belongs_to_a_resource_that_is_not_known_yet_brings_it(self):
        with self.watch() as watch:
            watch.swept()
            self.bucket("bkt")   # this event is lost
            watch.post(self.versioned("bkt"))
            watch.settled()
            self.assertEqual([r["name"] for r in self.resources("aws_s3_bucket")], ["bkt"])
            self.same_as_a_sweep()

    def test_a_delete_takes_what_belongs_to_it(self):
        self.bucket("bkt")
        self.versioned("bkt")
        self.s3.put_public_access_block(Bucket="bkt", PublicAccessBlockConfiguration=BLOCK)
        self.bucket("other")
        with self.watch() as watch:
            watch.swept()
            self.assertGreater(len([r for r in self.resources() if r["parent"] == "arn:aws:s3:::bkt"]), 1)
            self.s3.delete_bucket(Bucket="bkt")
            watch.post(event("DeleteBucket", "s3", {"bucketName": "bkt"}))
            watch.settled()
            self.assertEqual([r for r in self.resources() if "arn:aws:s3:::bkt" in (r["id"], r["parent"])], [])
            self.assertEqual([r["name"] for r in self.resources("aws_s3_bucket")], ["other"])
            self.same_as_a_sweep()
            gone = [c for c in watch.changes() if c["change"] == "resolved" and c["verdict"] == "gone"]
            self.assertTrue(gone)

    def test_a_verdict_changes_when_the_part_that_it_is_about_does(self):
        self.bucket("bkt")
        with self.watch() as watch:
            watch.swept()
            before = len(watch.lines)
            self.s3.put_public_access_block(Bucket="bkt", PublicAccessBlockConfiguration=BLOCK)
            watch.post(event("PutBucketPublicAccessBlock", "s3", {"bucketName": "bkt"}))
            watch.settled()
            watch.until(lambda: len(watch.lines) > before)
            self.assertIn(("s3-bucket-refuses-public-access", "resolved"), {(c["rule"], c["change"]) for c in watch.changes()[before:]})
            self.same_as_a_sweep()

    def test_other_accounts_and_unknown_events_change_nothing(self):
        with self.watch("--no-first-sweep") as watch:
            got = watch.post(event("CreateBucket", "s3", {"bucketName": "x"}, account="999999999999"), event("Frobnicate", "s3"), event("CreateBucket", "s3", {"bucketName": "y"}, errorCode="AccessDenied"))
            self.assertEqual((got["accepted"], got["ignored"]), (1, 2))
            watch.settled()
            self.assertEqual(watch.end()["readings"], 0)


class Queue(Case):
    def setUp(self):
        super().setUp()
        self.sqs = self.moto.client("sqs")
        self.url = self.sqs.create_queue(QueueName="changes")["QueueUrl"]

    def left(self):
        got = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])["Attributes"]
        return int(got["ApproximateNumberOfMessages"]), int(got["ApproximateNumberOfMessagesNotVisible"])

    def send(self, text):
        self.sqs.send_message(QueueUrl=self.url, MessageBody=text)

    def test_messages_are_stored_read_and_deleted(self):
        with self.watch("--queue", self.url, listen=False) as watch:
            watch.swept()
            self.send(json.dumps(self.bucket("plain")))
            wrapped = {"Type": "Notification", "TopicArn": f"arn:aws:sns:{REGION}:123456789012:t", "MessageId": "1", "Message": json.dumps(self.bucket("wrapped"))}
            self.send(json.dumps(wrapped))
            self.send(json.dumps({"Records": [self.bucket("filed")["detail"], event("ListBuckets", "s3", readOnly=True)["detail"]]}))
            self.send("not { an event")
            self.send(json.dumps({"a": "b"}))
            watch.until(lambda: len(self.resources("aws_s3_bucket")) == 3 and self.left() == (0, 0))
            self.same_as_a_sweep()
            counts = watch.end()
            self.assertEqual((counts["events"], counts["ignored"], counts["bad"]), (3, 1, 2))
            self.assertEqual(len([s for s in watch.said if "is no event" in s]), 2, watch.said)

    def test_many_messages_are_taken_at_a_time(self):
        made = [self.bucket(f"bkt{i}") for i in range(60)]
        for e in made:
            self.send(json.dumps(e))
        with self.watch("--queue", self.url, "--no-first-sweep", "--once", listen=False) as watch:
            self.assertEqual(watch.process.wait(120), 0)
        self.assertEqual(len(self.resources("aws_s3_bucket")), 60)
        self.assertEqual(self.left(), (0, 0))

    def test_a_message_is_deleted_only_when_it_is_stored(self):
        self.send(json.dumps(self.bucket("bkt")))
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("stall", service="sqs", operation="DeleteMessageBatch", seconds=60)
            with self.watch("--queue", self.url, "--no-first-sweep", env=self.moto.env(url=proxy.url), listen=False) as watch:
                watch.until(lambda: any(r.operation == "DeleteMessageBatch" for r in proxy.requests))
                watch.end(signal.SIGKILL)   # the message was received and stored, and not deleted
            self.assertEqual(sum(self.left()), 1)
            stored = Watch(self, self.moto.env(), listen=False).ask("SELECT count(*) FROM event")
            self.assertEqual(stored, 1)
        with self.watch("--no-first-sweep", "--once", listen=False) as watch:   # without the queue: the state has it
            self.assertEqual(watch.process.wait(60), 0)
        self.assertEqual(len(self.resources("aws_s3_bucket")), 1)

    def test_a_queue_that_cannot_be_reached_is_said_and_tried_again(self):
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("deny", service="sqs", operation="ReceiveMessage", times=1)
            self.send(json.dumps(self.bucket("bkt")))
            with self.watch("--queue", self.url, "--no-first-sweep", env=self.moto.env(url=proxy.url), listen=False) as watch:
                watch.until(lambda: watch.ask("SELECT count(*) FROM resource"), 60)
                self.assertTrue(any("sqs:ReceiveMessage: AccessDenied" in s for s in watch.said), watch.said)


class Deaths(Case):
    def test_ended_or_killed_in_the_middle_nothing_is_lost(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(how=how), FaultProxy(self.moto.url) as proxy:
                self.moto.reset()
                for name in os.listdir(self.folder):
                    os.remove(os.path.join(self.folder, name))
                self.rampart("live", "sweep", "--service", "s3", "--region", REGION, env=moto.clean(self.moto.env()))
                events = [self.bucket(f"bkt{i}") for i in range(20)] + [self.versioned(f"bkt{i}") for i in range(20)]
                proxy.fault("delay", service="s3", seconds=0.3)
                with self.watch("--no-first-sweep", env=self.moto.env(url=proxy.url)) as watch:
                    self.assertEqual(watch.post(*events)["accepted"], 40)
                    watch.until(lambda: watch.ask("SELECT count(*) FROM reread WHERE owner IS NOT NULL"))
                    begun = time.monotonic()
                    watch.end(how)
                    self.assertLess(time.monotonic() - begun, 15)
                self.assertGreater(Watch(self, self.moto.env(), listen=False).ask("SELECT count(*) FROM reread"), 0)
                with self.watch("--no-first-sweep", "--once", listen=False) as watch:
                    self.assertEqual(watch.process.wait(120), 0)
                self.same_as_a_sweep()
                again = Watch(self, self.moto.env(), listen=False)
                self.assertEqual(again.ask("SELECT count(*) FROM (SELECT resource FROM version GROUP BY resource HAVING count(*) > 2)"), 0)

    def test_killed_between_storing_and_judging_it_is_judged_by_the_next(self):
        self.bucket("bkt")
        with self.watch() as watch:
            watch.swept()
            watch.end()
        self.s3.put_public_access_block(Bucket="bkt", PublicAccessBlockConfiguration=BLOCK)
        base = sqlite3.connect(os.path.join(self.folder, "rampart.db"))   # as if it had died there
        base.execute("INSERT OR REPLACE INTO changed SELECT id, (SELECT value FROM counter WHERE name='change') + 1 FROM resource WHERE name='bkt' LIMIT 1")
        base.execute("UPDATE counter SET value=value+1 WHERE name='change'")
        base.commit()
        base.close()
        with self.watch("--no-first-sweep", "--once", listen=False) as watch:
            self.assertEqual(watch.process.wait(60), 0)
        self.assertEqual(Watch(self, self.moto.env(), listen=False).ask("SELECT count(*) FROM changed"), 0)


class Weather(Case):
    def test_a_sweep_and_events_at_the_same_time(self):
        for i in range(10):
            self.bucket(f"old{i}")
        with FaultProxy(self.moto.url) as proxy:
            proxy.fault("delay", service="s3", seconds=0.1)
            with self.watch(env=self.moto.env(url=proxy.url)) as watch:
                for i in range(10):
                    self.versioned(f"old{i}")
                    self.s3.delete_bucket(Bucket=f"old{i}") if i % 3 == 0 else None
                    watch.post(event("DeleteBucket" if i % 3 == 0 else "PutBucketVersioning", "s3", {"bucketName": f"old{i}"}), self.bucket(f"new{i}"))
                watch.swept()
                self.same_as_a_sweep()

    def test_an_end_point_that_is_down_for_a_while(self):
        self.bucket("bkt")
        env = self.moto.env(AWS_MAX_ATTEMPTS="2")
        with FaultProxy(self.moto.url) as proxy:
            env["AWS_ENDPOINT_URL"] = proxy.url
            with self.watch(env=env) as watch:
                watch.swept()
                down = proxy.fault("reset", service="s3")
                watch.post(self.versioned("bkt"))
                watch.until(lambda: any("is read again later" in s for s in watch.said))
                self.assertFalse(any(json.loads(line)["kind"] == "gap" for line in dump(self, "rampart.db")))   # it is only late
                proxy.faults.remove(down)
                watch.settled(90)
                self.same_as_a_sweep()

    def test_a_reading_that_is_refused_is_a_gap_and_ends_with_the_next(self):
        self.bucket("bkt")
        with FaultProxy(self.moto.url) as proxy, self.watch(env=self.moto.env(url=proxy.url)) as watch:
            watch.swept()
            refused = proxy.fault("deny", service="s3", match=lambda r: r.path.endswith("?versioning"))
            watch.post(self.versioned("bkt"))
            watch.settled()
            lines = [json.loads(line) for line in dump(self, "rampart.db")]
            self.assertEqual([(g["type"], g["id"]) for g in lines if g["kind"] == "gap"], [("aws_s3_bucket_versioning", "arn:aws:s3:::bkt")])
            self.assertEqual([f["verdict"] for f in lines if f["kind"] == "finding" and f["rule"] == "s3-bucket-versioning" and f["id"] == "arn:aws:s3:::bkt"], ["unknown"])
            proxy.faults.remove(refused)
            watch.post(event("PutBucketVersioning", "s3", {"bucketName": "bkt"}))
            watch.settled()
            self.same_as_a_sweep()


if __name__ == "__main__":
    unittest.main()
