"""What the benches of `rampart live` share."""
import json
import os
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
OUT = os.path.join(BUILD, "bench-live")
RAMPART = os.path.join(BUILD, "src", "cli", "rampart")
STANDIN = os.path.join(OUT, "replay")
sys.path[:0] = [os.path.join(ROOT, "tests", "e2e"), os.path.join(ROOT, "tests", "fleet"), HERE]
import moto  # noqa: E402

REGIONS17 = ["eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "us-east-2", "us-west-1", "ca-central-1", "sa-east-1", "eu-west-2", "eu-west-3", "eu-north-1", "ap-south-1",
             "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2"]


class Standin:
    """The Go server in one of its modes."""

    def __init__(self, *args):
        port = os.path.join(OUT, f"port-{os.getpid()}-{time.monotonic_ns()}")
        self.process = subprocess.Popen([STANDIN, "-port", port, *args])
        while not (os.path.exists(port) and os.path.getsize(port)):
            if self.process.poll() is not None:
                raise SystemExit("the stand-in does not start")
            time.sleep(0.02)
        with open(port, encoding="ascii") as f:
            self.url = f"http://127.0.0.1:{f.read()}"
        os.remove(port)

    def counts(self):
        with urllib.request.urlopen(f"{self.url}/-/counts", timeout=30) as answer:
            return json.load(answer)

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def environment(url):
    return moto.clean({"HOME": OUT, "RAMPART_STATE": None, "NO_COLOR": "1", **moto.KEYS, "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": url,
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent/config", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
                       **{k: None for k in moto.CLEARED if k not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
                                                                     "AWS_EC2_METADATA_DISABLED")}})
