"""Programs run several at a time, each one's output kept and told whole.

A job is a command, what it waits for and how its output is counted. Those that others wait for longest begin first. What failed is shown in full at the end, before it a table of the
slowest; `folder` keeps every output and how long each took, which is where the next run's order comes from."""
import json
import os
import re
import resource
import signal
import subprocess
import threading
import time


class Job:
    """`read` makes [(name, passed, failed)] of a status and an output; `after` are names of jobs that must have ended well; `seconds` a guess, until a run has told."""

    def __init__(self, name, command, read, env=None, after=(), seconds=1, limit=1800):
        self.name, self.command, self.read, self.env, self.after, self.seconds, self.limit = name, command, read, dict(env or {}), tuple(after), seconds, limit
        self.state, self.wall, self.cpu = "waits", 0.0, 0.0

    def run(self, path, cwd):
        """Its status and its output, which also stands at `path`."""
        begun = time.monotonic()
        with open(path, "wb") as f:
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT, cwd=cwd, env={**os.environ, **self.env}, start_new_session=True)
            self.process = process
            end = threading.Timer(self.limit, self.stop)
            end.start()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            end.cancel()
        self.wall, self.cpu = time.monotonic() - begun, used.ru_utime + used.ru_stime
        with open(path, "rb") as f:
            output = f.read().decode("utf-8", "replace")
        return process.returncode, output + (f"\nended by a signal, {-process.returncode}, after {self.wall:.0f} s" if process.returncode < 0 else "")

    def stop(self):
        """It and all that it began."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


# --- how outputs are counted: each says at least one passed or one failed ---

def whole(good=lambda output: True):
    """The program is the test."""
    return lambda code, output: [("", int(code == 0 and bool(good(output))), int(code != 0 or not good(output)))]


def cmocka(code, output):
    """A line a test; a program that crashes counts as a failure."""
    passed, failed = len(re.findall(r"^\[       OK \]", output, re.M)), len(re.findall(r"^\[  FAILED  \] \w+$", output, re.M))
    return [("", passed, failed or int(code != 0 or not passed))]


def suites(code, output):
    """Lines `SUITE: N passed, M failed`."""
    lines = [(name, int(passed), int(failed)) for name, passed, failed in re.findall(r"^([\w -]+): (\d+) passed, (\d+) failed", output, re.M)]
    nothing = "nothing is run" in output and code == 0
    return lines if any(failed for _, _, failed in lines) else lines + [("", 0, 1)] if code or not (lines or nothing) else lines


def unittests(code, output):
    """Python's unittest: what is skipped is neither."""
    ran = re.search(r"^Ran (\d+) tests?", output, re.M)
    last = re.findall(r"^(?:OK|FAILED)(?: \(.*\))?$", output, re.M)[-1:]
    bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", "".join(last)))
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", "".join(last)))
    n = int(ran.group(1)) if ran else 0
    return [("", max(0, n - bad - skipped), bad or int(code != 0 or not ran))]


# --- running ---

class Run:
    def __init__(self, jobs, workers, folder, cwd):
        self.jobs, self.workers, self.folder, self.cwd = {j.name: j for j in jobs}, workers, folder, cwd
        self.passed, self.failed, self.failures, self.skipped = 0, 0, [], []
        self.lock, self.change = threading.Lock(), threading.Condition()
        self.begun = time.monotonic()
        os.makedirs(folder, exist_ok=True)
        if os.path.exists(os.path.join(folder, "last")):
            os.remove(os.path.join(folder, "last"))
        self.kept = os.path.join(folder, "seconds.json")
        try:
            with open(self.kept, encoding="utf-8") as f:
                self.seconds = json.load(f)
        except (OSError, ValueError):
            self.seconds = {}
        for job in jobs:
            missing = [name for name in job.after if name not in self.jobs]
            assert not missing, f"{job.name} waits for what is not there: {missing}"
        self.urgency = {}
        for job in jobs:
            self.urgent(job)

    def urgent(self, job):
        """Its seconds and those of the longest chain that waits for it."""
        if job.name not in self.urgency:
            behind = [self.urgent(j) for j in self.jobs.values() if job.name in j.after]
            self.urgency[job.name] = self.seconds.get(job.name, job.seconds) + max(behind, default=0)
        return self.urgency[job.name]

    def next(self):
        """The most urgent job that may begin, None when there is none left; waits for what runs."""
        with self.change:
            while True:
                for job in self.jobs.values():
                    if job.state == "waits" and any(self.jobs[name].state == "bad" for name in job.after):
                        job.state = "bad"
                        self.report(job, [("", 0, 1)], f"not run: {', '.join(n for n in job.after if self.jobs[n].state == 'bad')} failed")
                waiting = [j for j in self.jobs.values() if j.state == "waits"]
                ready = [j for j in waiting if all(self.jobs[name].state == "good" for name in j.after)]
                if ready:
                    job = max(ready, key=lambda j: self.urgency[j.name])
                    job.state = "runs"
                    return job
                if not waiting:
                    return None
                self.change.wait()

    def work(self):
        while job := self.next():
            try:
                code, output = job.run(os.path.join(self.folder, re.sub(r"\W+", "-", job.name) + ".log"), self.cwd)
                counts = job.read(code, output)
            except OSError as e:
                code, output, counts = 1, str(e), [("", 0, 1)]
            with self.change:
                job.state = "bad" if code and not counts else "good"
                if job.state == "bad":
                    counts = [("", 0, 1)]
                self.report(job, counts, output)
                self.change.notify_all()

    def report(self, job, counts, output):
        for name, passed, failed in counts:
            self.passed += passed
            self.failed += failed
            print(f"{job.name}{' ' if name else ''}{name}: {passed} passed, {failed} failed", flush=True)
        if any(failed for _, _, failed in counts):
            self.failures.append((job.name, output))
        for line in re.findall(r"^.*(?:nothing is run|skipped ['\"]).*$", output, re.M):
            print(f"skipped: {job.name}: {line}", flush=True)

    def all(self):
        threads = [threading.Thread(target=self.work, daemon=True) for _ in range(self.workers)]
        try:
            for t in threads:
                t.start()
            for t in threads:
                t.join()
        except KeyboardInterrupt:
            for job in self.jobs.values():
                if job.state == "runs":
                    job.stop()
            raise
        with open(self.kept, "w", encoding="utf-8") as f:
            json.dump({**self.seconds, **{j.name: round(j.wall, 1) for j in self.jobs.values() if j.wall}}, f, indent=0, sort_keys=True)
        return self

    def end(self, slowest=12):
        """What failed, the slowest, and the last line; the exit status."""
        for name, output in self.failures:
            begin = output.find("=" * 70)   # where unittest tells of failures
            print(f"\n--- {name} ---\n{output[begin if begin >= 0 else 0:][-12000:]}", flush=True)
        cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = sorted((j for j in self.jobs.values() if j.wall), key=lambda j: -j.wall)
        print("\nslowest:  wall s   CPU s")
        for j in ran[:slowest]:
            print(f"        {j.wall:8.0f}{j.cpu:8.0f}  {j.name}")
        print(f"        {time.monotonic() - self.begun:8.0f}{cpu.ru_utime + cpu.ru_stime:8.0f}  in all, {self.workers} at a time; every output: {os.path.relpath(self.folder)}", flush=True)
        last = f"{self.passed} passed, {self.failed} failed"
        with open(os.path.join(self.folder, "last"), "w", encoding="utf-8") as f:
            print(last, file=f)
        print(last, flush=True)
        return 1 if self.failed or not self.passed else 0
