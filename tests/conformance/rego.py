#!/usr/bin/env python3
"""Runs Rego conformance cases (OPA's own, as files of {"cases": [...]}) through `rampart eval` and compares the whole answer.

usage: rego.py BINARY DIRECTORY [--known FILE] [--flag=FLAG] [--all] [--messages] [--only TEXT] [--jobs N]

A case expects bindings, or an error's code (with --messages its text, too); a case that expects nothing is refused. Families that the
engine does not have yet are left out unless --all. What fails and is expected to stands in the file of known failures, one `note # reason` a
line; a listed case that passes fails the run, so that the list only shrinks. Prints what fails, then `rego: N passed, M failed`."""
import argparse, concurrent.futures, glob, json, os, subprocess, sys, tempfile

EXTRA = []   # further flags for every case
NOT_YET = ("jwt", "cryptox509", "cryptoparsersa", "graphql", "providers-aws", "regoparsemodule", "planner-ir")


def canonical(value):
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, list):
        return [canonical(v) for v in value]
    if isinstance(value, dict):
        return {k: canonical(v) for k, v in value.items()}
    return value


def key(value):
    return json.dumps(canonical(value), sort_keys=True)


def sorted_bindings(bindings):
    return {name: sorted(v, key=key) if isinstance(v, list) else v for name, v in bindings.items()}


def command(binary, case, folder):
    args, query = [binary, "eval", "--format", "json", *EXTRA], case["query"]
    for i, module in enumerate(case.get("modules") or []):
        path = f"{folder}/module{i}.rego"
        with open(path, "w") as f:
            f.write(module)
        args += ["-d", path]
    if case.get("data") is not None:
        with open(f"{folder}/data.json", "w") as f:
            json.dump(case["data"], f)
        args += ["-d", f"{folder}/data.json"]
    document = case.get("input")
    if "input_term" in case:
        try:
            document = json.loads(case["input_term"])
        except ValueError:   # a Rego term that JSON has no word for
            return args + flags(case) + [f"{query} with input as {case['input_term']}"]
    if "input" in case or "input_term" in case:
        with open(f"{folder}/input.json", "w") as f:
            json.dump(document, f)
        args += ["-i", f"{folder}/input.json"]
    return args + flags(case) + [query]


def flags(case):
    return ["--strict-builtin-errors"] if case.get("strict_error") else []


def wrong(binary, case, messages):
    """Why the case fails, or ''."""
    if not any(k in case for k in ("want_result", "want_error", "want_error_code")):
        return "the case expects nothing"
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, **{k: str(v) for k, v in (case.get("env") or {}).items()})
        try:
            done = subprocess.run(command(binary, case, folder), capture_output=True, timeout=30, env=env)
        except subprocess.TimeoutExpired:
            return "does not end"
    if done.returncode < 0 or done.returncode > 2:
        return f"exit status {done.returncode} {done.stderr[-200:].decode('utf8', 'replace')}"
    try:
        out = json.loads(done.stdout)
    except ValueError:
        return f"no JSON: {done.stdout[:80].decode('utf8', 'replace')}{done.stderr[:120].decode('utf8', 'replace')}"
    errors = out.get("errors") or []
    code, text = case.get("want_error_code"), case.get("want_error")
    if code or text:
        if not errors:
            return f"wanted {code or text}, got {key(out.get('result'))[:120]}"
        if code and code not in [e.get("code") for e in errors]:
            return f"wanted {code}, got {[(e.get('code'), e.get('message')) for e in errors][:2]}"
        if messages and text and not any(text in f"{e.get('code')}: {e.get('message')}" for e in errors):
            return f"wanted text {text!r}, got {[e.get('message') for e in errors][:2]}"
        return ""
    if errors:
        return f"error {[(e.get('code'), e.get('message'), e.get('location')) for e in errors][:2]}"
    got, want = [r.get("bindings", {}) for r in out.get("result", [])], case["want_result"] or []
    if case.get("sort_bindings"):
        got, want = [sorted_bindings(b) for b in got], [sorted_bindings(b) for b in want]
    if sorted(map(key, got)) == sorted(map(key, want)):
        return ""
    return f"got {key(got)[:200]} want {key(want)[:200]}"


def read_known(path):
    known = {}
    if path and os.path.exists(path):
        for line in open(path):
            note, _, reason = line.rstrip("\n").partition(" # ")
            if note and not note.startswith("#"):
                known[note] = reason
    return known


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("directory")
    parser.add_argument("--known")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--messages", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--flag", action="append", default=[], help="a flag for every evaluation, such as --flag=--disable-indexing")
    args = parser.parse_args()
    EXTRA.extend(args.flag)
    if not os.path.isdir(args.directory):
        print(f"rego: no cases at {args.directory}, nothing was checked")
        return 0
    cases = []
    for path in sorted(glob.glob(args.directory + "/*.json")):
        family = os.path.basename(path)[:-5]
        if not args.all and family.startswith(NOT_YET):
            continue
        cases += [c for c in json.load(open(path))["cases"] if not c.get("ignore") and args.only in c["note"]]
    if not cases:
        print(f"rego: no case matches in {args.directory}")
        return 1
    known, passed, failed, surprises = read_known(args.known), 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for case, why in zip(cases, pool.map(lambda c: wrong(args.binary, c, args.messages), cases)):
            note = case["note"]
            if not why:
                passed += 1
                if note in known:
                    surprises += 1
                    print(f"PASSES though listed as known failure: {note}")
            elif note in known:
                failed += 1
                print(f"known  {note}: {known[note]}")
            else:
                failed += 1
                surprises += 1
                print(f"FAIL   {note}: {why}")
    print(f"rego: {passed} passed, {failed} failed")
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main())
