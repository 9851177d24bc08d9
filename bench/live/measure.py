"""Runs a program and says what it took: wall and CPU seconds, greatest resident memory of it and what it began."""
import json
import os
import resource
import subprocess
import sys
import threading
import time


def children(pid):
    """A process and all below it, with their resident memory in KiB."""
    out, wanted = [], [pid]
    while wanted:
        p = wanted.pop()
        try:
            with open(f"/proc/{p}/status", encoding="ascii", errors="replace") as f:
                out += [int(line.split()[1]) for line in f if line.startswith("VmRSS")]
            for task in os.listdir(f"/proc/{p}/task"):
                with open(f"/proc/{p}/task/{task}/children", encoding="ascii") as f:
                    wanted += [int(c) for c in f.read().split()]
        except OSError:
            pass
    return sum(out)


class Together:
    """The memory of programs that run at a time: `mib` is the greatest sum."""

    def __init__(self):
        self.now, self.peak, self.lock = {}, 0, threading.Lock()

    def tell(self, pid, kib):
        with self.lock:
            self.now[pid] = kib
            self.peak = max(self.peak, sum(self.now.values()))

    @property
    def mib(self):
        return self.peak / 1024


def run(args, env=None, cwd=None, check=True, output=None, together=None):
    """{"wall", "cpu", "mib", "status", "out"}; memory is looked at every 20 ms, and told to `together`, where others run beside it."""
    before, begun, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), [0]
    process = subprocess.Popen(args, env=env, cwd=cwd, stdout=output or subprocess.PIPE, stderr=sys.stderr)

    def watch():
        while process.poll() is None:
            now = children(process.pid)
            peak[0] = max(peak[0], now)
            if together:
                together.tell(process.pid, now)
            time.sleep(0.02)
        if together:
            together.tell(process.pid, 0)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    out = process.stdout.read().decode() if process.stdout else ""
    process.wait()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if check and process.returncode not in (0, 1, 3):
        raise SystemExit(f"{args[0]} ends with {process.returncode}")
    return {"wall": time.monotonic() - begun, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "mib": peak[0] / 1024, "status": process.returncode, "out": out}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1:])))
