"""A sweep while things go wrong between it and AWS. What holds of each: what is stored is what an undisturbed sweep stores, or is not there and a gap says so; no verdict is another
than the undisturbed one's, but may be unknown; and the next sweep, with nothing done to anything, ends in the undisturbed state."""
import unittest
import zlib

import moto
from fault_proxy import FaultProxy
from live import LiveCase, SERVICES

UNKNOWN = 2   # VERDICT_UNKNOWN


def setUpModule():
    if not moto.available():
        raise unittest.SkipTest(moto.why)
    moto.bare()


def some(kind, part=4):
    """One operation (of REST: one address) in so many, the same ones in each run."""
    def match(request):
        return request.service not in ("sts", "organizations") and zlib.crc32(f"{kind} {request.service} {request.operation} {request.region}".encode()) % part == 0
    return match


class Faults(LiveCase):
    accounts = 2
    regions = ("eu-west-1", "us-east-1")
    whole = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proxy = FaultProxy(moto.bare().url)   # one for all, since some answers have the server's address in them
        cls.addClassCleanup(cls.proxy.close)

    def setUp(self):
        super().setUp()
        self.proxy.clear()
        if not Faults.whole:
            self.sweep(state="whole.db")
            Faults.whole = self.state("whole.db")
            self.assertGreater(len(self.whole["resources"]), 100)

    def sweep(self, state="rampart.db", status=None):
        return self.live("sweep", "--service", SERVICES, "--state", state, "-o", "json", url=self.proxy.url, status=status, timeout=600)

    def check(self, got):
        """Nothing wrong stands there, and what is missing is said to be."""
        def key(r):
            return r[0], r[1], r[3]
        whole = {key(r): r for r in self.whole["resources"]}
        gaps = {(g[0], g[1]) for g in got["gaps"]}
        stored = {key(r) for r in got["resources"]}
        for r in got["resources"]:
            if r == whole.get(key(r)):
                continue
            self.assertTrue(key(r) in whole, f"something that is not there was stored: {r}")
            self.assertTrue((r[0], r[1]) in gaps or (r[0], "aws_s3_bucket") in gaps and r[2] is None, f"stored otherwise than undisturbed, without a gap: {r}")
            self.assertIn(r[2], (None, whole[key(r)][2]), "in a region where it is not")
        for missing in set(whole) - stored:
            self.assertTrue(missing[:2] in gaps, f"missing without a gap: {missing}")
        verdicts = {f[:3]: f[3] for f in self.whole["findings"]}
        for f in got["findings"]:
            if f[3] != UNKNOWN and f[:3] in verdicts:
                self.assertEqual(f[3], verdicts[f[:3]], f"a verdict that is wrong: {f}")
        missing = {f for f in set(verdicts) - {f[:3] for f in got["findings"]}}
        kinds = {(r[0], r[3]): r[1] for r in self.whole["resources"]}
        for account, address, rule in missing:
            self.assertTrue((account, kinds.get((account, address))) in gaps or not kinds.get((account, address)), f"a verdict went missing without a gap: {account} {address} {rule}")

    def same(self, got):
        for part, rows in self.whole.items():
            self.assertEqual(set(got[part]) ^ set(rows), set(), part)

    def disturbed(self, *faults, gaps=True):
        """Sweeps under those faults, then without: what the first summary said."""
        placed = [self.proxy.fault(kind, **how) for kind, how in faults]
        summary = self.sweep().json()
        self.assertTrue(any(f.hits for f in placed), "nothing was disturbed")
        got = self.state()
        self.check(got)
        self.assertEqual(len(got["gaps"]) > len(self.whole["gaps"]), gaps)
        self.proxy.clear()
        self.assertFalse(self.sweep().json()["resumed"])
        self.same(self.state())
        return summary

    def always(self, kind, gaps=True, **how):
        return self.disturbed((kind, {"match": some(kind), **how}), gaps=gaps)

    def test_a_storm_of_throttling_that_never_ends_is_a_gap(self):
        self.assertGreater(self.always("throttle")["throttled"], 10)

    def test_a_storm_of_throttling_that_ends_is_waited_for(self):
        """Each call is throttled once; 429s and 503s and slow downs count as that, too."""
        seen = set()

        def once(request):
            key = (request.service, request.operation, request.region, request.key_id, request.path, request.body)
            fresh = key not in seen and some("once", 3)(request)
            seen.add(key)
            return fresh
        self.assertGreater(self.disturbed(("throttle", {"match": once}), gaps=False)["throttled"], 5)

    def test_500s(self):
        self.always("error")

    def test_503s_with_a_page_of_a_proxy(self):
        self.disturbed(("answer", {"match": some("503"), "status": 503, "headers": {"Content-Type": "text/html"}, "body": b"<html>Service Unavailable</html>"}))

    def test_connections_that_are_reset(self):
        self.always("reset")

    def test_answers_that_end_in_the_middle(self):
        self.always("truncate")

    def test_half_answers_that_no_length_betrays(self):
        self.always("cut")

    def test_answers_that_are_no_xml_and_no_json(self):
        self.always("malformed")

    def test_answers_that_are_empty(self):
        """With 200 and nothing in it: nothing is taken as gone, and nothing as there."""
        self.always("malformed", body=b"")

    def test_answers_that_are_a_page_of_something_in_between(self):
        """Good XML with 200, and no answer."""
        self.always("malformed", body=b"<?xml version='1.0'?><html><head><title>Sign in</title></head><body><p>Welcome</p></body></html>")

    def test_a_bucket_whose_region_cannot_be_read_is_still_the_same_bucket(self):
        self.sweep(state="known.db")
        self.proxy.fault("deny", service="s3", match=lambda r: r.path.partition("?")[2].startswith("location"))
        summary = self.sweep(state="known.db").json()
        self.assertEqual((summary["created"], summary["deleted"]), (0, 0))
        self.assertEqual({r[:4] for r in self.state("known.db")["resources"]}, {r[:4] for r in self.whole["resources"]})
        self.check(self.state("known.db"))
        self.proxy.clear()
        self.sweep(state="known.db")
        self.same(self.state("known.db"))

    def test_slow_bodies_are_waited_for(self):
        self.always("dribble", gaps=False, seconds=0.3)

    def test_a_token_that_expires_in_the_middle_is_renewed(self):
        self.disturbed(("expired", {"match": lambda r: r.service == "ec2" and r.header("x-amz-security-token"), "times": 2, "after": 3}), gaps=False)

    def test_a_clock_that_is_off_is_reckoned_with(self):
        """By twenty minutes: AWS takes five. The credentials that moto gives end in an hour by its own clock, which is not the proxy's."""
        self.disturbed(("skew", {"seconds": 1200, "match": lambda r: True}), gaps=False)

    def test_pages_that_come_again_and_again(self):
        def repeat(body):
            first.append(body.replace(b"</DescribeVolumesResponse>", b"<nextToken>again</nextToken></DescribeVolumesResponse>"))
            return first[0]
        first = []
        key = self.moto.keys(None)["AWS_ACCESS_KEY_ID"]
        self.disturbed(("change", {"service": "ec2", "operation": "DescribeVolumes", "by": repeat, "status": 200, "match": lambda r: (r.region, r.key_id) == ("eu-west-1", key)}))

    def test_what_was_known_stays_while_it_cannot_be_read(self):
        """A whole state, then a sweep in which every list is refused: all is still there, as it was, and the gaps say that it is old."""
        self.sweep(state="known.db")
        self.proxy.fault("error", match=lambda r: r.service not in ("sts", "organizations"))
        self.assertEqual(self.sweep(state="known.db").json()["deleted"], 0)
        self.proxy.clear()
        self.assertEqual(self.state("known.db")["resources"], self.whole["resources"])
        self.assertGreater(len(self.state("known.db")["gaps"]), 50)
        self.sweep(state="known.db")
        self.same(self.state("known.db"))

    def test_sts_that_is_down_refuses_the_account_and_the_next_sweep_has_it(self):
        other = self.fleet.accounts[1]["id"]
        self.proxy.fault("error", service="sts", operation="AssumeRole")
        self.assertEqual(self.sweep(status=2).json()["accounts_refused"], 1)
        self.assertEqual({r[0] for r in self.state()["resources"]}, {moto.ACCOUNT})
        self.proxy.clear()
        self.assertIn(other, {a["id"] for a in self.live("accounts", "-o", "json").json()["accounts"] if not a["readable"]})
        self.sweep()
        self.same(self.state())


if __name__ == "__main__":
    unittest.main()
