#!/usr/bin/env python3
"""`rampart eval` and `rampart test` as a user calls them: what they print and their exit status. usage: eval.py RAMPART [OPA]

With OPA's binary as second argument the same expectations are put to it first: they are OPA's, not ours."""
import os, subprocess, sys, tempfile

FILES = {
    "p.rego": """package p

deny contains msg if {
	some x in input.xs
	x > 1
	msg := sprintf("x is %d", [x])
}

f(x) := x + 1

o := {"a": {1, 2}, "b": "<&>"}

broken := 1 / 0

clash := 1 if true
clash := 2 if true
""",
    "old.rego": "package old\n\ndeny[msg] { msg := \"v0\" }\n",
    "input.json": '{"xs": [1, 2, 3]}',
    "tree/a/b/c.json": '{"k": [1, 2]}',
    "tree/a/d.yaml": "y: 3\n",
    "pass_test.rego": "package t\n\ntest_one if 1 == 1\n\ntest_two if data.nothing != 1\n",
    "cases_test.rego": 'package t\n\ntest_add[note] if {\n\tsome note, x in {"one": 1, "two": 2}\n\tx == 1\n}\n',
    "fine_test.rego": "package t\n\ntest_one if 1 == 1\n",
}

ONE = '{\n  "result": [\n    {\n      "expressions": [\n        {\n          "value": %s,\n          "text": "%s",\n          "location": {\n            "row": 1,\n            "col": 1\n          }\n        }\n      ]%s\n    }\n  ]\n}\n'

# name, arguments, standard input, status, output
CASES = [
    ("a value", ["eval", "1 + 2"], "", 0, ONE % ("3", "1 + 2", "")),
    ("a false value is an answer", ["eval", "1 == 2"], "", 0, ONE % ("false", "1 == 2", "")),
    ("nothing", ["eval", "1 == 2; true"], "", 0, "{}\n"),
    ("undefined", ["eval", "data.nothing"], "", 0, "{}\n"),
    ("a binding", ["eval", "x := 1"], "", 0, ONE % ("true", "x := 1", ',\n      "bindings": {\n        "x": 1\n      }')),
    ("markup is escaped as Go does", ["eval", '"<a>"'], "", 0, ONE % ('"\\u003ca\\u003e"', '\\"\\u003ca\\u003e\\"', "")),
    ("input", ["eval", "-i", "input.json", "-f", "raw", "input.xs[1]"], "", 0, "2\n"),
    ("input from standard input", ["eval", "-I", "-f", "raw", "input.a"], '{"a": "b"}', 0, "b\n"),
    ("query from standard input", ["eval", "--stdin", "-f", "raw"], "1 + 1", 0, "2\n"),
    ("raw strings", ["eval", "-f", "raw", '"a b"; 1; {"k": 1}'], "", 0, 'a b 1 {"k":1}\n'),
    ("values", ["eval", "-f", "values", "1; true"], "", 0, "[\n  1,\n  true\n]\n"),
    ("bindings", ["eval", "-f", "bindings", "x := [1, 2][i]"], "", 0, '{\n  "i": 0,\n  "x": 1\n}\n{\n  "i": 1,\n  "x": 2\n}\n'),
    ("discard", ["eval", "-f", "discard", "1"], "", 0, '{\n  "result": "discarded"\n}\n'),
    ("pretty, one value", ["eval", "-f", "pretty", '{"a": 1}'], "", 0, '{\n  "a": 1\n}\n'),
    ("pretty, undefined", ["eval", "-f", "pretty", "data.nothing"], "", 0, "undefined\n"),
    ("pretty, a table", ["eval", "-f", "pretty", "x := [10, 2][i]"], "", 0, "┌───┬────┐\n│ i │ x  │\n├───┼────┤\n│ 0 │ 10 │\n│ 1 │ 2  │\n└───┴────┘\n"),
    ("a rule", ["eval", "-d", "p.rego", "-i", "input.json", "-f", "values", "data.p.deny"], "", 0, '[\n  [\n    "x is 2",\n    "x is 3"\n  ]\n]\n'),
    ("a v0 module without a flag", ["eval", "-d", "old.rego", "-f", "raw", "data.old.deny"], "", 0, '["v0"]\n', "ours"),
    ("a v0 module with one", ["eval", "--v0-compatible", "-d", "old.rego", "-f", "raw", "data.old.deny"], "", 0, '["v0"]\n'),
    ("documents of a directory", ["eval", "-d", "tree", "-f", "raw", "data"], "", 0, '{"a":{"b":{"k":[1,2]},"y":3}}\n'),
    ("a prefix", ["eval", "-d", "x.z:input.json", "-f", "raw", "data"], "", 0, '{"x":{"z":{"xs":[1,2,3]}}}\n'),
    ("ignored files", ["eval", "-d", "tree", "--ignore", "*.yaml", "-f", "raw", "data"], "", 0, '{"a":{"b":{"k":[1,2]}}}\n'),
    ("the package of a query", ["eval", "-d", "p.rego", "--package", "p", "-f", "raw", "f(1)"], "", 0, "2\n"),
    ("an import of a query", ["eval", "-d", "tree", "--import", "data.a.b as q", "-f", "raw", "q.k[0]"], "", 0, "1\n"),
    ("a failing call is undefined", ["eval", "-d", "p.rego", "data.p.broken"], "", 0, "{}\n"),
    ("or an error", ["eval", "-d", "p.rego", "--strict-builtin-errors", "-f", "raw", "data.p.broken"], "", 2, ""),
    ("a conflict", ["eval", "-d", "p.rego", "-f", "raw", "data.p.clash"], "", 2, ""),
    ("an unsafe query", ["eval", "-f", "raw", "x"], "", 2, ""),
    ("--fail on undefined", ["eval", "--fail", "data.nothing"], "", 1, "{}\n"),
    ("--fail on an answer", ["eval", "--fail", "-f", "raw", "true"], "", 0, "true\n"),
    ("--fail-defined", ["eval", "--fail-defined", "-f", "raw", "true"], "", 1, "true\n"),
    ("--fail-defined on undefined", ["eval", "--fail-defined", "data.nothing"], "", 0, "{}\n"),
    ("an unknown flag", ["eval", "--nonsense", "1"], "", 1, ""),
    ("an unknown in the input", ["eval", "--unknowns-in-input", "-I", "-f", "raw", "input.a"], '{"a": {"__unknown__": ["r.x"]}}', 0, '{"__unknown__":["r.x"]}\n', "ours"),
    ("an answer that holds only maybe", ["eval", "--unknowns-in-input", "-I", "input.a > 1; x := 1"], '{"a": {"__unknown__": ["r.x"]}}', 0, None, "ours"),
    ("tests that pass", ["test", "fine_test.rego"], "", 0, "PASS: 1/1\n"),
    ("tests that fail", ["test", "pass_test.rego"], "", 2, None),
    ("a case that fails is found", ["test", "cases_test.rego"], "", 2, None),
    ("tests by name", ["test", "--run", "test_one", "pass_test.rego"], "", 0, "PASS: 1/1\n"),
]


def main():
    binary, opa = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            open(f"{folder}/{name}", "w").write(text)
        for name, args, stdin, status, output, *ours in CASES:
            for who, program in (("opa", opa), ("rampart", binary)):
                if program is None or (ours and who == "opa"):
                    continue
                done = subprocess.run([program, *args], input=stdin, capture_output=True, text=True, cwd=folder, timeout=60)
                if done.returncode != status or (output is not None and done.stdout != output):
                    wrong += 1
                    print(f"{who}: {name}: {' '.join(args)}\nstatus {done.returncode}, wanted {status}\n{done.stdout}{done.stderr[:300]}\nwanted\n{output}")
    print(f"eval and test: {len(CASES)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
