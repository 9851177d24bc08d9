"""AWS for tests: moto's server, and boto3 to prepare what is in it and to compare answers with.

    MOTO = moto.shared()                        # one server for the whole run, started when first asked for, stopped at the end
    MOTO.client("s3").create_bucket(...)        # boto3's client of the default account
    MOTO.client("iam", account="222222222222")  # ... of another, by AssumeRole
    self.rampart("aws", "call", "s3", "list-buckets", env=MOTO.env())
    MOTO.reset()

The packages of aws/requirements.txt are installed once into build/moto, which git ignores; where that cannot be, moto.available() is False and moto.why says why."""
import atexit
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import packages

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = packages.MOTO
PYTHON = os.path.join(FOLDER, "bin", "python")
REGION = "eu-west-1"
ACCOUNT = "123456789012"    # moto's own
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAMOTOMOTOMOTOMOTO", "AWS_SECRET_ACCESS_KEY": "secretThatMustNotBeSeen+0123456789abcdef"}
# Nothing of the machine's own settings reaches a test.
CLEARED = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_REGION", "AWS_DEFAULT_REGION",
           "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE",
           "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED")
# moto.server's own program, but for a socket that is handed to it.
SERVER = """
import signal, sys
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
make_server("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=True, fd=int(sys.argv[2])).serve_forever()
"""
why = ""
_lock = threading.Lock()
_shared = []
_bare = []


def available():
    """Are the packages here? Installs them the first time."""
    global why
    with _lock:
        why = packages.moto()
    if why:
        return False
    site = os.path.join(FOLDER, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
    if site not in sys.path:
        sys.path.insert(0, site)
        importlib.invalidate_caches()
    return True


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Moto:
    """A server of its own on loopback. stop() ends it; so does the end of this process."""

    def __init__(self, **settings):
        """settings: moto's own, as environment."""
        if not available():
            raise RuntimeError(why)
        with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:   # ours from the beginning: nobody else gets the port while the server starts
            self.port = listening.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
            self.process = subprocess.Popen([PYTHON, "-c", SERVER, str(self.port), str(listening.fileno())], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=FOLDER,
                                            env={**os.environ, **settings}, pass_fds=(listening.fileno(),))
        atexit.register(self.stop)
        if not self._answers(60):
            self.stop()
            raise RuntimeError("moto's server does not start")
        self._roles = {}

    def _answers(self, seconds):
        """A request waits in the queue of the socket until the server takes it; that of one that died is refused."""
        try:
            with urllib.request.urlopen(f"{self.url}/moto-api/data.json", timeout=seconds) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def reset(self):
        """Empties all accounts."""
        self._roles.clear()
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        with urllib.request.urlopen(request, timeout=60):
            pass

    def keys(self, account=None):
        """The environment's variables with keys of that account."""
        if account in (None, ACCOUNT):
            return dict(KEYS)
        if account not in self._roles:
            got = self.client("sts").assume_role(RoleArn=role(account), RoleSessionName="test")["Credentials"]
            self._roles[account] = {"AWS_ACCESS_KEY_ID": got["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": got["SecretAccessKey"], "AWS_SESSION_TOKEN": got["SessionToken"]}
        return dict(self._roles[account])

    def client(self, service, account=None, region=REGION, url=None, **kwargs):
        """boto3's client; url goes elsewhere than to the server, through a proxy for instance."""
        import boto3
        keys = self.keys(account)
        session = boto3.session.Session(aws_access_key_id=keys["AWS_ACCESS_KEY_ID"], aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
                                        aws_session_token=keys.get("AWS_SESSION_TOKEN"), region_name=region)
        return session.client(service, endpoint_url=url or self.url, **kwargs)

    def env(self, account=None, region=REGION, url=None, keys=True, **more):
        """What a program needs to ask this server and nothing else. A variable that is None is left out by clean()."""
        return {**{name: None for name in CLEARED}, **(self.keys(account) if keys else {}), "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_ENDPOINT_URL": url or self.url,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent/config", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials", **more}


def role(account, name="rampart-audit"):
    return f"arn:aws:iam::{account}:role/{name}"


def clean(env):
    """This process's environment with those variables; None takes one away."""
    whole = {**os.environ, **env}
    return {k: v for k, v in whole.items() if v is not None}


def bare():
    """The one server of this run that has no images and snapshots of its own: moto else gives each account more than a thousand a region."""
    if not _bare:
        _bare.append(Moto(MOTO_EC2_LOAD_DEFAULT_AMIS="false"))
    return _bare[0]


def shared():
    """The one server of this run."""
    if not _shared:
        _shared.append(Moto())
    return _shared[0]
