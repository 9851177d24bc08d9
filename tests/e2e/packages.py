#!/usr/bin/env python3
"""What the end to end tests take from PyPI and npm, installed once into build/, which git ignores. Several processes may ask at a time: one installs, the others wait.

packages.py    installs all of it and says what cannot be had; the tests that need that say so, too, and are skipped"""
import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MOTO, JSONSCHEMA, GITHUB = (os.path.join(ROOT, "build", name) for name in ("moto", "python", "github-api"))
AGAIN = 600   # seconds until what could not be had is asked for again


def text_of(path):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except OSError:
        return None


def once(folder, wanted, install):
    """The reason why what is wanted is not in that folder; "" when it is."""
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(f"{folder}.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if text_of(f"{folder}/installed") == wanted:
            return ""
        failed = f"{folder}.failed"
        if os.path.exists(failed) and time.time() - os.path.getmtime(failed) < AGAIN:
            return text_of(failed)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            os.makedirs(folder)
            why = install(folder)
        except (OSError, subprocess.SubprocessError) as e:
            why = str(e)
        name = failed if why else f"{folder}/installed"
        with open(name, "w", encoding="utf-8") as f:
            f.write(why or wanted)
        return why


def said(command, **kwargs):
    """What a command that failed said at its end; "" when it did not fail."""
    done = subprocess.run(command, capture_output=True, timeout=600, check=False, **kwargs)
    return done.stderr.decode("utf-8", "replace")[-300:].strip() or f"status {done.returncode}" if done.returncode else ""


def moto():
    """moto's server, boto3 and what else is in aws/requirements.txt, in an environment of their own."""
    requirements = os.path.join(ROOT, "tests", "e2e", "aws", "requirements.txt")

    def install(folder):
        venv.create(folder, with_pip=True)
        return said([os.path.join(folder, "bin", "python"), "-m", "pip", "install", "-q", "-r", requirements])
    why = once(MOTO, text_of(requirements) + sys.version, install)
    return f"moto cannot be installed: {why}" if why else ""


def jsonschema():
    why = once(JSONSCHEMA, sys.version, lambda folder: said([sys.executable, "-m", "pip", "install", "-q", "--target", folder, "jsonschema"]))
    return f"jsonschema cannot be had from PyPI: {why}" if why else ""


def github():
    """GitHub's description of its API and a server made from it."""
    if not shutil.which("npm") or not shutil.which("node"):
        return "no npm and node on this machine"
    wanted = os.path.join(ROOT, "tests", "e2e", "github", "package.json")

    def install(folder):
        shutil.copy(wanted, folder)
        return said(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder)
    why = once(GITHUB, text_of(wanted), install)
    return f"npm cannot install: {why}" if why else ""


def main():
    def tell(name, get):
        why = get()
        print(f"{name}: {why or 'is here'}", flush=True)
    threads = [threading.Thread(target=tell, args=(get.__name__, get)) for get in (moto, jsonschema, github)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


if __name__ == "__main__":
    main()
