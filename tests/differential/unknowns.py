#!/usr/bin/env python3
"""Are verdicts over unknown input sound? Generates programs as rego.py does, hides one or two values of the input, and compares the answer with those for
many values of the same type that the hidden ones might have (but for those on which a call fails: that a call with an unknown argument has a result is taken for granted): what is said for
certain must hold for all of them.

usage: unknowns.py RAMPART [--count N] [--seed N] [--show N]"""
import argparse, concurrent.futures, copy, json, os, random, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import rego

VALUES = [1, 2, 3, 0, "a", "b", "x", "admin", True, False, None, [1, 2], ["admin"], {"k": 1}, {"name": "ann", "roles": ["dev"]}, 7]


def paths(value, at=()):
    yield at
    if isinstance(value, dict):
        for k, v in value.items():
            yield from paths(v, at + (k,))
    elif isinstance(value, list):
        for i, v in enumerate(value):
            yield from paths(v, at + (i,))


def get(document, path):
    for step in path:
        document = document[step]
    return document


def put(document, path, value):
    document = copy.deepcopy(document)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


def evaluate(binary, folder, document, query, name, *flags):
    path = f"{folder}/{name}.json"
    json.dump(document, open(path, "w"))
    done = subprocess.run([binary, "eval", "--unknowns-in-input", *flags, "-d", f"{folder}/m.rego", "-d", f"{folder}/data.json", "-i", path, "--", query],
                          capture_output=True, timeout=20)
    if done.returncode < 0 or done.returncode > 2:
        return {"errors": [{"code": f"crash {done.returncode}"}]}
    return json.loads(done.stdout)


def holds(claim, fact):
    """May `fact` be what `claim` says, where an unknown may be anything?"""
    if isinstance(claim, dict) and "__unknown__" in claim:
        return True
    if isinstance(claim, list) and isinstance(fact, list):
        if "__unknown__" in json.dumps(claim):   # perhaps a set: members may have become equal or moved
            return True
        return len(claim) == len(fact) and all(holds(a, b) for a, b in zip(claim, fact))
    if isinstance(claim, dict) and isinstance(fact, dict):
        return claim.keys() == fact.keys() and all(holds(claim[k], fact[k]) for k in claim)
    return type(claim) == type(fact) and claim == fact


def check(binary, seed):
    """A description of what is unsound, and whether the answer was certain."""
    rng = random.Random(seed)
    case = rego.generate(seed)
    if "time." in case["modules"][0] or not case["query"].startswith("data.t."):
        return None, False
    hidden = [p for p in rng.sample([p for p in paths(case["input"]) if p], rng.randint(1, 2))]
    if len(hidden) == 2 and (hidden[0][:len(hidden[1])] == hidden[1] or hidden[1][:len(hidden[0])] == hidden[0]):
        hidden = hidden[:1]
    with tempfile.TemporaryDirectory() as folder:
        open(f"{folder}/m.rego", "w").write(case["modules"][0])
        json.dump(case["data"], open(f"{folder}/data.json", "w"))
        document = case["input"]
        for i, path in enumerate(hidden):
            document = put(document, path, {"__unknown__": [f"u{i}"]})
        claim = evaluate(binary, folder, document, case["query"], "unknown")
        if claim.get("errors"):
            return None, False
        rows = claim.get("result", [])
        if any("unknown" in row for row in rows):
            return None, False
        for i in range(8):
            known = case["input"]
            for path in hidden:
                known = put(known, path, rng.choice([v for v in VALUES if type(v) == type(get(case["input"], path))] or [None]))
            fact = evaluate(binary, folder, known, case["query"], f"known{i}", "--strict-builtin-errors")
            if fact.get("errors"):
                continue
            facts = fact.get("result", [])
            if len(rows) != len(facts) or any(not holds([e["value"] for e in a["expressions"]], [e["value"] for e in b["expressions"]]) for a, b in zip(rows, facts)):
                say = lambda r: json.dumps([[e["value"] for e in row["expressions"]] for row in r])[:300]
                return f"{case['modules'][0]}\nquery {case['query']}\nhidden {hidden}\nclaim {say(rows)}\nfact  {say(facts)} with {json.dumps(known)}", True
    return None, bool(rows)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    args = parser.parse_args()
    unsound = certain = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said, sure in pool.map(lambda i: check(args.binary, args.seed * 7919 + i), range(args.count)):
            certain += sure
            if said:
                unsound += 1
                if unsound <= args.show:
                    print("--- unsound\n" + said)
    print(f"unknowns: {args.count - unsound} sound ({certain} answers were certain), {unsound} unsound")
    return 1 if unsound else 0


if __name__ == "__main__":
    sys.exit(main())
