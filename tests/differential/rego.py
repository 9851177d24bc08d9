#!/usr/bin/env python3
"""Differential check of the Rego engine against OPA: generates programs and queries, runs both, compares answers and error codes.

usage: rego.py RAMPART [--count N] [--seed N] [--opa BINARY] [--known FILE] [--show N]

Builds OPA's side (opa/, a Go module) where `go` is present; without it says so and passes. The generator writes programs that mostly make sense: rules of
every kind over a small document, with references, patterns, comprehensions, every, not, else, with, functions and built-ins. FILE lists differences that are known (known.txt)."""
import argparse, concurrent.futures, json, os, random, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = {"nums": [1, 2, 3, 2], "names": {"a": "x", "b": "y"}, "deep": [{"k": 1, "v": [1, 2]}, {"k": 2, "v": []}, {"k": 3}], "flag": False}
INPUT = {"xs": [3, 1, 2], "type": "b", "user": {"name": "ann", "roles": ["admin", "dev"]}, "nil": None, "t": True,
         "items": [{"id": 1, "type": "a", "ok": True}, {"id": 2, "type": "b", "ok": False}, {"id": 3, "type": "b"}]}


class Program:
    """One random module; `scope` is the variables that have a value at this point."""

    def __init__(self, rng):
        self.rng, self.rules, self.functions, self.fresh = rng, [], [], 0

    def pick(self, *options):
        return self.rng.choice(options)

    def var(self):
        self.fresh += 1
        return f"v{self.fresh}"

    def scalar(self, want="any"):
        numbers, texts = ["1", "2", "3", "0", "-1", "1.5"], ['"a"', '"b"', '"x"', '"admin"']
        return self.rng.choice({"number": numbers, "string": texts}.get(want, numbers + texts + ["true", "false", "null"]))

    def collection(self, scope, depth=0):
        options = ["input.xs", "data.nums", "data.names", "data.deep", "input.items", "input.user.roles", "[1, 2, 3]", '{"a", "b"}', '{"a": 1, "b": 2}', "{1, 2}",
                   "numbers.range(1, 3)", "input.missing"]
        options += [f"data.t.{name}" for name, kind in self.rules if kind in ("set", "object")] * 3
        if depth < 2:
            options.append(self.comprehension(scope, depth + 1))
        return self.rng.choice(options)

    def comprehension(self, scope, depth):
        inner, out = list(scope), self.var()
        body = f"some {out} in {self.collection(scope, depth)}"
        inner.append(out)
        if self.rng.random() < 0.6:
            body += "; " + self.statement(inner, depth + 1)
        return self.pick(f"[{out} | {body}]", f"{{{out} | {body}}}", f"{{{out}: 1 | {body}}}")

    def term(self, scope, depth=0, want="any"):
        """A term that may be of the wanted type: what comes from documents is of any type to the checker."""
        again = lambda kind: self.term(scope, depth + 1, kind)
        documents = {"number": ["data.nums[0]", "input.xs[1]", "input.items[0].id", "data.deep[1].k"], "string": ["input.type", "input.user.name", "data.names.a"]}
        options = [lambda: self.scalar(want)]
        if scope:
            options += [lambda: self.rng.choice(scope)] * 4
        options += [lambda: self.rng.choice(documents.get(want, documents["number"] + documents["string"] + ["input.missing", "data.flag", "input.t", "input", "input.nil"]))] * 2
        if self.rules:
            options += [lambda: f"data.t.{self.rng.choice(self.rules)[0]}"]
        if self.functions:
            options += [lambda: f"{self.rng.choice(self.functions)}({again('any')})"] * 2
        if depth >= 2:
            return self.rng.choice(options)()
        number = [lambda: f"{again('number')} {self.pick('+', '-', '*', '/', '%')} {again('number')}", lambda: f"count({self.collection(scope, depth + 1)})",
                  lambda: f"to_number({again('string')})", lambda: f"{self.pick('abs', 'round', 'ceil')}({again('number')})", lambda: f"{self.pick('sum', 'max', 'product')}(input.xs)"]
        text = [lambda: f'sprintf("%v", [{again("any")}])', lambda: f"{self.pick('upper', 'lower', 'trim_space')}({again('string')})", lambda: f'concat("-", [{again("string")}, {again("string")}])',
                lambda: f"type_name({again('any')})", lambda: f"json.marshal({again('any')})", lambda: f'$"<{{{again("any")}}}>"']
        rest = [lambda: f"[{again('any')}, {again('any')}]", lambda: f'{{"k": {again("any")}}}', lambda: f"{{{again('any')}, {again('any')}}}", lambda: self.comprehension(scope, depth + 1),
                lambda: f"object.get(input.user, {again('string')}, {again('any')})", lambda: f"sort({self.collection(scope, depth + 1)})", lambda: f"split({again('string')}, \"a\")",
                lambda: f"{{{again('any')}}} {self.pick('|', '&', '-')} {{{again('any')}, {again('any')}}}", lambda: f"({again('any')} {self.pick('<', '==', '>=', '!=')} {again('any')})",
                lambda: f"{self.pick('is_number', 'is_string', 'is_array', 'is_null')}({again('any')})", lambda: f"array.concat([{again('any')}], input.xs)"]
        options += {"number": number, "string": text}.get(want, number + text + rest)
        return self.rng.choice(options)()

    def statement(self, scope, depth=0):
        """A statement; variables it binds are added to scope."""
        kind = self.rng.random()
        if kind < 0.2:
            v = self.var()
            text = f"{v} := {self.term(scope)}"
            scope.append(v)
            return text
        if kind < 0.4:
            v, coll = self.var(), self.collection(scope, depth)
            if self.rng.random() < 0.3:
                k = self.var()
                scope += [k, v]
                return f"some {k}, {v} in {coll}"
            scope.append(v)
            return f"some {v} in {coll}"
        if kind < 0.5:
            v, w, before = self.var(), self.var(), list(scope)
            scope += [v, w]
            return self.pick(f"some {v}, {w}; {w} = input.items[{v}].{self.pick('id', 'type', 'ok')}", f"some {v}, {w}; {w} = data.deep[{v}].{self.pick('k', 'v')}",
                             f"some {v}, {w}; [{v}, {w}] = [{self.term(before)}, {self.term(before)}]",
                             f"some {v}, {w}; {{\"k\": {v}, \"v\": {w}}} = data.deep[_]", f"some {v}, {w}; {w} = data.nums[{v}]")
        if kind < 0.72:
            want = self.pick("number", "string", "any")
            return f"{self.term(scope, 0, want)} {self.pick('==', '!=', '<', '<=', '>', '>=', '==', '==')} {self.term(scope, 0, want)}"
        if kind < 0.8:
            return f"{self.term(scope)} in {self.collection(scope, depth)}"
        if kind < 0.88:
            return "not " + self.term(scope, 1)
        if kind < 0.93 and depth < 2:
            v = self.var()
            return f"every {v} in {self.collection(scope, depth)} {{ {v} != 7; {self.statement(scope + [v], depth + 1)} }}"
        if kind < 0.97 and self.rules:
            name = self.rng.choice(self.rules)[0]
            v = self.var()
            scope.append(v)
            return f"{v} := data.t.{name} with {self.pick('input.type', 'input', 'data.nums', 'input.xs')} as {self.term([], 1)}"
        return self.term(scope)

    def body(self, scope):
        return "\n".join("\t" + self.statement(scope) for _ in range(self.rng.randint(1, 4)))

    def rule(self, i):
        name, kind = f"r{i}", self.pick("complete", "complete", "set", "set", "object", "function", "default", "else", "nested")
        scope = []
        if kind == "complete":
            body = self.body(scope)
            text = f"{name} := {self.term(scope)} if {{\n{body}\n}}"
        elif kind == "set":
            body = self.body(scope)
            text = f"{name} contains {self.term(scope)} if {{\n{body}\n}}"
            if self.rng.random() < 0.5:
                body = self.body(scope2 := [])
                text += f"\n{name} contains {self.term(scope2)} if {{\n{body}\n}}"
        elif kind == "object":
            body = self.body(scope)
            text = f"{name}[{self.term(scope, 2, 'string')}] := {self.term(scope)} if {{\n{body}\n}}"
        elif kind == "nested":
            body = self.body(scope)
            text = f"{name}[{self.term(scope, 2, 'string')}].{self.pick('p', 'q')} := {self.term(scope)} if {{\n{body}\n}}"
        elif kind == "function":
            body = self.body(scope := ["x"])
            text = f"{name}(x) := {self.term(scope)} if {{\n{body}\n}}"
            if self.rng.random() < 0.4:
                text += f"\ndefault {name}(_) := {self.scalar()}"
        elif kind == "default":
            body = self.body(scope)
            text = f"default {name} := {self.scalar()}\n{name} := {self.term(scope)} if {{\n{body}\n}}"
        else:
            body = self.body(scope)
            other = self.body(scope2 := [])
            text = f"{name} := {self.term(scope)} if {{\n{body}\n}} else := {self.term(scope2)} if {{\n{other}\n}} else := {self.scalar()}"
        if kind == "function":
            self.functions.append(f"data.t.{name}")
        else:
            self.rules.append((name, {"set": "set", "object": "object", "nested": "object"}.get(kind, "complete")))
        return text


def generate(seed):
    rng = random.Random(seed)
    program = Program(rng)
    rules = [program.rule(i) for i in range(rng.randint(1, 4))]
    query = rng.choice([f"data.t.{program.rules[-1][0]}" if program.rules else "true", "data.t", "data.t[k]", program.statement([])])
    return {"modules": ["package t\n\nimport rego.v1\n\n" + "\n\n".join(rules) + "\n"], "data": DATA, "input": INPUT, "query": query, "strict": rng.random() < 0.2}


def collected():
    """The programs of collected.rego, one case a query."""
    cases = []
    for part in open(os.path.join(HERE, "collected.rego")).read().split("\n---\n")[1:]:
        lines = part.split("\n")
        modules = "\n".join(line for line in lines if not line.startswith("#?")).split("\n--\n")
        for query in [line[3:] for line in lines if line.startswith("#?")]:
            for strict in (False, True):
                cases.append({"modules": modules, "data": DATA, "input": INPUT, "query": query, "strict": strict})
    return cases


def ours(binary, case):
    with tempfile.TemporaryDirectory() as folder:
        for i, module in enumerate(case["modules"]):
            open(f"{folder}/m{i}.rego", "w").write(module)
        json.dump(case["data"], open(f"{folder}/data.json", "w"))
        json.dump(case["input"], open(f"{folder}/input.json", "w"))
        args = [binary, "eval", "-d", folder + "/data.json", "-i", f"{folder}/input.json"] + [x for i in range(len(case["modules"])) for x in ("-d", f"{folder}/m{i}.rego")]
        done = subprocess.run(args + (["--strict-builtin-errors"] if case["strict"] else []) + ["--", case["query"]], capture_output=True, timeout=20)
    if done.returncode < 0 or done.returncode > 2:
        return {"error": f"exit status {done.returncode}: {done.stderr[-200:].decode()}"}
    out = json.loads(done.stdout)
    if out.get("errors"):
        return {"error": out["errors"][0].get("code")}
    return {"result": [{"bindings": r.get("bindings", {}), "expressions": [e["value"] for e in r["expressions"]]} for r in out.get("result", [])]}


def same(a, b):
    if ("error" in a) != ("error" in b):
        return False
    if "error" in a:
        return a["error"] == b["error"]
    text = lambda rows: sorted(json.dumps(r, sort_keys=True) for r in rows)
    return text(a["result"]) == text(b["result"])


def build_opa(folder):
    """OPA's side, or None and why not."""
    if not shutil.which("go"):
        return None, "go is not here"
    path = os.path.join(folder, "rampart-opa-answers")
    done = subprocess.run(["go", "build", "-o", path, "."], cwd=os.path.join(HERE, "opa"), capture_output=True, text=True, check=False)
    return (path, "") if done.returncode == 0 else (None, "OPA cannot be built: " + (done.stderr.strip().splitlines() or ["?"])[-1])


def known(path, kind):
    """The known differences of a kind: what stands between the kind and the reason."""
    if not path:
        return set()
    with open(path, encoding="utf-8") as lines:
        return {line[len(kind) + 1:line.rindex(" # ")] for line in lines if line.startswith(kind + " ")}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--opa")
    parser.add_argument("--known")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--evaluation", action="store_true", help="pass over programs that either side refuses to compile")
    args = parser.parse_args()
    opa = args.opa
    if not opa:
        opa, why = build_opa(tempfile.gettempdir())
        if not opa:
            print(f"rego against OPA: {why}, nothing was compared")
            return 0
    first = args.seed * 1000003
    cases = collected()
    names = ["collected"] * len(cases) + [str(first + i) for i in range(args.count)]
    cases += [generate(first + i) for i in range(args.count)]
    listed = {name for name in known(args.known, "generated") if name in names}
    done = subprocess.run([opa], input="\n".join(map(json.dumps, cases)), capture_output=True, text=True, check=True)
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    differ = errors = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, case, them, us in zip(names, cases, theirs, pool.map(lambda c: ours(args.binary, c), cases)):
            errors += "error" in them
            if them.get("error") == "panic":
                continue
            if args.evaluation and any(str(side.get("error", "")).startswith("rego_") for side in (us, them)):
                continue
            if same(us, them):
                continue
            if name in listed:
                listed.remove(name)
                continue
            differ += 1
            if differ <= args.show:
                print(f"--- {'generated ' * (name != 'collected')}{name}: {case['modules'][0]}\nquery: {case['query']}  strict: {case['strict']}\nopa:  {json.dumps(them)[:400]}\nours: {json.dumps(us)[:400]}")
    for name in listed:
        differ += 1
        print(f"generated {name} does not differ any more: {args.known} lists it")
    print(f"rego against OPA: {len(cases) - differ} agree, {differ} differ ({errors} of them errors in OPA)")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
