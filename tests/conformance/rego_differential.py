#!/usr/bin/env python3
"""Runs policies through OPA and through rampart and compares the answers, or the errors' codes and lines.

    rego_differential.py RAMPART [--opa PATH] [--generated N] [--seed N] [--messages]

The policies are those of rego_differential_cases.txt and N generated ones. Without --opa, OPA is built with `go install` (where Go and a network of Go
modules are present; otherwise the script says so and ends with success). OPA's version is the one in OPA_MODULE.
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

OPA_MODULE = "github.com/open-policy-agent/opa@v1.22.2"
HERE = pathlib.Path(__file__).resolve().parent


def build_opa(scratch):
    if not shutil.which("go"):
        return None
    done = subprocess.run(["go", "install", OPA_MODULE], env={**__import__("os").environ, "GOBIN": str(scratch), "GOFLAGS": "-mod=mod"}, capture_output=True, text=True)
    return str(scratch / "opa") if done.returncode == 0 else None


def policies():
    text = (HERE / "rego_differential_cases.txt").read_text()
    for part in text.split("\n---\n"):
        lines = [line for line in part.split("\n") if not line.startswith("# Policies for ")]
        policy = "\n".join(lines)
        value = json.loads(lines[0][len("# input: "):]) if lines[0].startswith("# input: ") else None
        yield policy, value


class Generator:
    """Random small policies: well formed, not always safe or well typed; what counts is that both programs say the same of them."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = ["x", "y", "z"]

    def pick(self, *options):
        return self.r.choice(options)

    def scalar(self):
        return self.pick("1", "2", "0", "-1", '"a"', '"b"', "true", "false", "null", "1.5")

    def term(self, depth=0):
        r = self.r.random()
        if depth > 2 or r < 0.3:
            return self.scalar()
        if r < 0.5:
            return self.pick(*self.names)
        if r < 0.6:
            return self.ref(depth)
        if r < 0.68:
            return "[" + ", ".join(self.term(depth + 1) for _ in range(self.r.randrange(3))) + "]"
        if r < 0.74:
            return "{" + ", ".join(self.term(depth + 1) for _ in range(1, 2 + self.r.randrange(2))) + "}"
        if r < 0.8:
            return "{" + ", ".join(f'"{k}": {self.term(depth + 1)}' for k in ("a", "b")[: self.r.randrange(3)]) + "}"
        if r < 0.86:
            return f"[{self.term(depth + 1)} | {self.body(depth + 1)}]"
        if r < 0.9:
            return f"{{{self.pick('x', 'y')} | {self.body(depth + 1)}}}"
        if r < 0.92:
            return f'$"{self.pick("a", "")}{{{self.term(depth + 1)}}}{self.pick("b", "")}"'
        if r < 0.95:
            return f"{self.pick('count', 'sum', 'is_number', 'type_name', 'f', 'max')}({self.term(depth + 1)})"
        return f"({self.term(depth + 1)} {self.pick('+', '-', '*', '==', '<', '|', '&', 'in')} {self.term(depth + 1)})"

    def ref(self, depth):
        head = self.pick("input", "data.a.base", "x", "base", "s", "o", "data.a")
        for _ in range(1 + self.r.randrange(2)):
            head += self.pick(".a", ".b", "[_]", "[x]", "[y]", "[0]", f"[{self.scalar()}]")
        return head

    def expression(self, depth):
        r = self.r.random()
        if r < 0.3:
            return f"{self.pick(*self.names)} {self.pick(':=', '=')} {self.term(depth + 1)}"
        if r < 0.45:
            return f"some {self.pick('x', 'y', 'k, x')} in {self.term(depth + 1)}"
        if r < 0.6:
            return f"{self.term(depth + 1)} {self.pick('==', '!=', '<', '>=', '=')} {self.term(depth + 1)}"
        if r < 0.7:
            return f"not {self.term(depth + 1)}"
        if r < 0.76 and depth < 2:
            return f"every v in {self.term(depth + 1)} {{ v != {self.term(depth + 1)} }}"
        if r < 0.8:
            return f"{self.term(depth + 1)} with input as {self.term(depth + 2)}"
        if r < 0.83:
            return f"{self.ref(depth)} with {self.pick('input.a', 'data.a.base', 'data.a.f', 'count', 'data.a.base.zz')} as {self.pick('f', 'count', 'o', self.term(depth + 2))}"
        if r < 0.87 and depth < 2 and self.logical:
            return f"not {{ {self.body(depth + 1)} }}"
        if r < 0.93 and depth < 2 and self.logical:
            return f"{self.operand(depth)} {self.pick('and', 'or')} {self.operand(depth)}"
        return self.ref(depth)

    def operand(self, depth):
        r = self.r.random()
        if r < 0.3:
            return f"{{ {self.body(depth + 1)} }}"
        if r < 0.45:
            return f"({self.operand(depth + 1)} {self.pick('and', 'or')} {self.operand(depth + 1)})" if depth < 3 else "true"
        if r < 0.55:
            return f"not {self.pick('x', 'y')} == {self.scalar()}"
        return f"{self.pick('x', 'y', 'input.a', 'o.a')} {self.pick('==', '<', '!=')} {self.scalar()}"

    def body(self, depth):
        return "; ".join(self.expression(depth) for _ in range(1 + self.r.randrange(3 if depth else 4)))

    def policy(self):
        self.logical = self.r.random() < 0.4
        lines = ["package a", *(["import future.keywords"] if self.logical else []), 'base := {"a": [1, 2, {"b": 3}], "b": {"a": "x"}}', "s := {1, 2, \"a\"}", 'o := {"a": 1, "b": [2]}', "f(q) := [q] if q != 2"]
        for i in range(2):
            kind = self.r.random()
            if kind < 0.4:
                lines.append(f"p{i} := {self.term()} if {{ {self.body(0)} }}")
            elif kind < 0.7:
                lines.append(f"p{i} contains {self.term()} if {{ {self.body(0)} }}")
            elif kind < 0.8:
                lines.append(f"p{i}[{self.pick('x', 'y')}]{self.pick('', '', '.q', '[z]')} {self.pick(':=', 'contains')} {self.term()} if {{ {self.body(0)} }}")
            elif kind < 0.88:
                pattern = self.pick("x", "[x, y]", "1", '{"a": x}')
                lines.append(f"g{i}({pattern}) := {self.term()} if {{ {self.body(0)} }}")
                lines.append(f"p{i} := g{i}({self.term()})")
            elif kind < 0.93:
                lines.append(f"p{i} := {self.term()} if {{ {self.body(0)} }} else := {self.term()} if {{ {self.body(0)} }}")
            else:
                lines.append(f"p{i} if {{ {self.body(0)} }}")
            if self.r.random() < 0.1 and f"p{i} :=" in lines[-1]:
                lines.append(f"default p{i} := {self.scalar()}")
        value = self.pick({"a": [1, 2], "b": {"a": 1}}, {"a": {"b": 2}}, [1, {"a": 2}], None)
        return "\n".join(lines), value


def run(program, policy, value, scratch, flags=()):
    path = scratch / "policy.rego"
    path.write_text(policy + "\n")
    command = [program, "eval", "--format", "json", *flags, "--data", str(path), "data.a"]
    if value is not None:
        (scratch / "input.json").write_text(json.dumps(value))
        command += ["--input", str(scratch / "input.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return ("crash", done.returncode, (done.stdout + done.stderr)[:300])
    if "errors" in answer:
        errors = [(e["code"], e.get("location", {}).get("row"), e["message"]) for e in answer["errors"]]
        return ("error", sorted({(c, r) for c, r, _ in errors}, key=str), errors)
    result = answer.get("result", [])
    return ("value", result[0]["expressions"][0]["value"] if result else None, None)


def run_opa(program, policy, value, scratch):
    """As rampart reads it: as v1, and what is no v1 but v0, as v0."""
    answer = run(program, policy, value, scratch)
    if answer[0] == "error" and answer[1][0][0] == "rego_parse_error":
        older = run(program, policy, value, scratch, ["--v0-compatible"])
        if older[0] != "error" or older[1][0][0] != "rego_parse_error":
            return older
    return answer


def agree(a, b):
    if a[0] != b[0]:
        return False
    if a[0] == "error":   # the same first error; how many follow is a matter of taste
        return a[1][0][0] == b[1][0][0] and bool({r for _, r in a[1]} & {r for _, r in b[1]})
    return a[1] == b[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart")
    parser.add_argument("--opa")
    parser.add_argument("--generated", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", action="store_true", help="also show where only the messages differ")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        scratch = pathlib.Path(directory)
        opa = options.opa or build_opa(scratch)
        if not opa:
            print("rego_differential: no Go here to build OPA with: nothing compared")
            return 0
        generator = Generator(options.seed)
        cases = list(policies()) + [generator.policy() for _ in range(options.generated)]
        failed = 0
        for number, (policy, value) in enumerate(cases):
            theirs, ours = run_opa(opa, policy, value, scratch), run(options.rampart, policy, value, scratch)
            if agree(theirs, ours):
                if options.messages and ours[0] == "error" and sorted(m for _, _, m in ours[2]) != sorted(m for _, _, m in theirs[2]):
                    print(f"MESSAGE {number}:\n{policy}\n  opa:     {theirs[2]}\n  rampart: {ours[2]}\n")
                continue
            failed += 1
            print(f"DIFFER {number}: input {json.dumps(value)}\n{policy}\n  opa:     {theirs[0]} {theirs[2] or json.dumps(theirs[1])}\n  rampart: {ours[0]} {ours[2] or json.dumps(ours[1])}\n")
        print(f"rego_differential: {len(cases) - failed} agree, {failed} differ")
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
