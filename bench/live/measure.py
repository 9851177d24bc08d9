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


def run(args, env=None, cwd=None, check=True, output=None):
    """{"wall", "cpu", "mib", "status", "out"}; memory is looked at every 20 ms."""
    before, begun, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), [0]
    process = subprocess.Popen(args, env=env, cwd=cwd, stdout=output or subprocess.PIPE, stderr=sys.stderr)

    def watch():
        while process.poll() is None:
            peak[0] = max(peak[0], children(process.pid))
            time.sleep(0.02)
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
