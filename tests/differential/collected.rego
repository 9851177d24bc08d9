# Corners of the language, compared with OPA by rego.py: programs between lines of `---` (modules of one between lines of `--`), each with its queries in comments `#? QUERY`.
---
#? data.t
#? data.t.p
#? data.t.p.a
#? data.t.p[k]
#? data.t.p[k].y
package t
p[x].y := i if { some i, x in ["a", "b", "c"] }
---
#? data.t.p
#? data.t.p.q.r
#? data.t.p.q[x]
#? data.t.p[_].r
package t
p[x].r := 1 if { some x in ["q", "s"] }
p.q.z := 2
p.t := 3
---
#? data.t.p
package t
p[x].r := 1 if { some x in ["q", "s"] }
p.q := 2
---
#? data.t.p
#? data.t.p.x
#? data.t.p.x["a"]
#? data.t.p[k][v]
package t
p[k] contains v if { some k in ["x", "y"]; some v in ["a", k] }
---
#? data.t.p
package t
p[k] contains v if { some k in ["x", "y"]; some v in ["a", k] }
p.z.y contains 1
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p[k] := v if { some k, v in {"a": 1, "b": 2} }
p[k] := 1 if { k := "a" }
q[k] := v if { some v in [1, 2]; k := "a" }
r[k] := v if { some v in [1, 1]; k := "a" }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := x if { some x in [1, 1, 1] }
q := x if { some x in [1, 2] }
r := 1 if { some x in [1, 2] }
default s := "d"
s := x if { some x in [] }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.f(1)
#? data.t.f(2)
#? data.t.f(5)
#? data.t.f([1])
package t
p := 1 if { false } else := 2 if { false } else := 3
q := 1 if { false } else := 2 if { input.none }
r := x if { x := 1; x > 1 } else := x if { x := 2; x > 1 }
f(x) := "one" if { x == 1 } else := "two" if { x == 2 } else := x if { is_array(x) }
---
#? data.t.f([1, 2], 3)
#? data.t.g({"a": 1, "b": 2})
#? data.t.g(input)
#? data.t.f(input.xs, 1)
#? data.t.h(1)
#? data.t.h(2)
#? data.t.k("x")
#? data.t.k("z")
#? data.t.d(1)
#? data.t.d("s")
package t
f([a, b], c) := a + b + c
g({"a": x, "b": y}) := x - y
h(1) := "one"
h(2) := "two"
k("x") if true
k("y") if false
default d(_) := "none"
d(x) := x + 1 if is_number(x)
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
f(x) := x * 2
p := v if { v := f(3) with data.t.f as g }
g(x) := x * 100
q := v if { v := count([1, 2]) with count as 7 }
r := v if { v := f(3) with data.t.f as "mock" }
s := x if { x := count([1]) with count as mycount }
mycount(x) := count(x) + 10
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
#? data.t.v
package t
a := input.x
b := data.foo.bar
p := v if { v := a with input as {"x": 5} }
q := v if { v := a with input.x as 6 }
r := v if { v := b with data.foo as {"bar": 7} }
s := v if { v := b with data.foo.bar as 8 }
u := [x | y := 1; x := a with input.x as y]
v := x if { some y in [1, 2]; x := a with input.x as y; x == 2 }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
xs contains x if { some x in input.xs }
p := v if { v := count(xs) with input.xs as [1] }
q contains n if { some i in [[1], [1, 2], []]; n := count(xs) with input.xs as i }
r contains x if { xs[x] with input.xs as [7, 8]; x > 7 }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
package t
p if { not input.nothing }
q if { not false }
r if { not not_defined }
not_defined if { false }
s if { x := 1; not x == 2 }
u if { not two }
two if { [1, 2][_] == 2 }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
#? data.t.v
package t
p if { every x in [1, 2] { x > 0 } }
q if { every x in [1, 2] { x > 1 } }
r if { every k, v in {"a": 1} { k == "a"; v == 1 } }
s if { every x in [] { x == 1 } }
u if { every x in input.none { true == x } }
v if { every x in [[1, 2], [3]] { some y in x; y > 1 } }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
package t
p := [y | some x in [1, 2, 3]; y := x * 2; y > 2]
q := {x: y | some x, y in ["a", "b"]}
r := {x | some x in [1, 1, 2]}
s := {x: 1 | some x in ["a", "b"]}
u := {1: y | some y in [1, 2]}
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p contains [x, y] if { [x, y] = [1, 2] }
q contains x if { {"a": x, "b": [_, 2]} = {"a": 1, "b": [1, 2]} }
r contains x if { [x, x] = [1, 1] }
s contains x if { [x, y] = [y, 3] }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.w
package t
p contains x if { some x; {"a", "b"}[x] }
q contains v if { some v in {"a": 1, "b": 2}; v > 1 }
r contains [path, v] if { walk({"a": [1, {"b": 2}]}, [path, v]); is_number(v) }
s contains path if { walk(input, [path, "ann"]) }
w contains x if { walk([1], x) }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := data.deep[i].k + 1 if { i := 1 }
q contains k if { data.deep[_].k = k }
r contains [i, v] if { v := data.deep[i].v[_] }
s := data.deep[5]
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.u
package s2
u := {k: v | some k in ["q", "r"]; v := data.s3[k]}
p contains k if { data.s[k] = 1 }
---
#? data.s.p
#? data.s.u
package s
p := 1

u contains 4
---
#? data.a
#? data.a.b
#? data.a[x]
#? data.a[x].c
#? data.a[x][y]
#? data.a.b.c
package a.b
c := 1
d contains 2
f(x) := x
---
#? data.names
#? data.names.a
#? data.names[k]
#? data.names.c
package names
c := "z"
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := 1 + 2 * 3 - 4 / 2
q := 7 % 3
r := {1, 2, 3} - {2}
s := ({1, 2} | {3}) & {1, 3}
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
package t
p := 1 / 0
q := [x | x := 1 / 0]
r if { not 1 / 0 }
s := to_number("x")
u := {"a": 1 / 0}
---
#? 1 == 1; 2 == 3
#? x := 1; x == 2
#? [x | x := [1, 2][_]]
#? x = [1, 2][_]; x > 1
#? x := data.nums[_]; y := x * 2
#? {"a": x} = {"a": 1}
#? some x in [1, 2]; x != 1
#? not true
#? every x in [1] { x == 1 }
#? data.nums[i] = 2
#? input
#? data.nums
#? input.xs[_] == 2
#? true
#? false
#? null
#? "abc"
#? x := {1, 2}
#? walk([1, [2]], x)
#? startswith("abc", "a")
#? 1 in [1, 2]
#? "a", 1 in {"a": 1}
#? [1, 2][0]
#? {"a": {"b": 1}}.a.b
#? numbers.range(1, 3)[_]
#? object.get({"a": 1}, "b", 2)
#? $"x {1 + 1} {input.missing} y"
package t
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p[1] := "number key"
p["1"] := "string key"
p[true] := "bool key"
q contains {"a": 1}
q contains {"a": 1.0}
r[[1, 2]] := 3
s[null] := 1
---
#? data.t.p
#? data.t.q
#? data.t.p with input as {"type": "a"}
#? data.t.p with input as {"type": "zzz"}
#? data.t.q with input as {"type": "c", "n": 1}
#? data.t.q with input as {"n": 1}
#? data.t.q with input as {}
#? data.t.f("a", 1)
#? data.t.f("b", 2)
#? data.t.f("c", 2)
package t
p := 1 if { input.type == "a" }
p := 2 if { input.type == "b" }
p := 3 if { "zzz" == input.type }
q contains "a" if { input.type == "a" }
q contains "b" if { x := input.type; x == "b" }
q contains "in" if { input.type in {"a", "c"} }
q contains "n" if { input.n == 1 }
q contains "any"
f("a", x) := x
f("b", 2) := "two"
f(s, 2) := "else" if { s == "c" }
---
#? data.t.p
#? data.t.q
package t
p := 1 if { input.type == "a" } else := 2 if { input.type == "b" } else := 3
p := 2 if { input.type == "b" }
q := "x" if { input.type == "zz" } else := "y"
---
#? data.t.a.b
#? data.t.a.b.c
#? data.t.a
#? data.t.a.b.d("x")
package t
a.b.c := 1
a.b.d(x) := x
a.b.e contains 3
default a.b.f := 4
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := input.items[i] if { input.items[i].id == 2 }
q := [i | input.items[i].ok == true]
r := {x.id: x.type | some x in input.items}
---
#? data.t.p
#? data.t.q
package t
p contains x if { x := input.items[_].ok }
q contains x if { x := input.items[_]; x.ok }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := [a, b] if { a := 1; b := [c | c := a + 1] }
q := {x | x := {y | y := {1, 2}[_]}}
r := {"n": {"m": [1, {2}]}, "s": {{1}}}
---
#? data.t.p
package t
p := time.now_ns() == time.now_ns()
---
#? data.t.p
#? data.t.q
package t
p := rand.intn("a", 100) == rand.intn("a", 100)
q := uuid.rfc4122("x") == uuid.rfc4122("x")
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.u
package t
p := x if { x := [1, 2, 3][y]; y == 1 }
q := x if { some y; x := [1, 2, 3][y]; y > 1 }
r := "b" if { {"a": "x", "b": "y"}[k] == "y"; k == "b" }
u := data.names[k] if { k := "a" }
---
#? data.t.p
#? data.t.q
package t
p := true if { print("hello", input.missing); true }
q := true if { trace("note") }
---
#? data.t.allow
#? data.t.allow with input.user.roles as ["guest"]
package t
default allow := false
allow if { "admin" in input.user.roles }
allow if { some role in input.user.roles; grants[role] }
grants contains "root"
---
#? data.t.p
#? data.t.q
package t
p := x if { x := data.t.missing.y }
q contains x if { x := data.nothing[_] }
---
#? data.t.p
#? data.t.q
package t
p := object.union({"a": 1}, {"b": x}) if { x := input.xs[0] }
q := sort({x | some x in input.xs})
---
#? data.t.p
#? data.u.q
package t
import data.u
p := u.q + 1
---
#? data.t.f(1)
#? data.t.p
package t
f(x) := 1 if { x > 0 }
f(x) := 2 if { x > 0 }
p := f(0)
---
#? data.t.p
#? data.t.p[x]
package t
p contains x if { x := data.nums[_]; x > 1 }
p contains x if { x := "s" }
---
#? data.t.p
#? data.t.q
package t
p := x if { some x in [3, 2, 1]; not bigger(x) }
bigger(x) if { some y in [3, 2, 1]; y > x }
q := y if { y := max({x | some x in [1, 5, 3]}) }
---
#? data.t.deny
#? count(data.t.deny)
package t
deny[msg] if { msg := "old" }
deny["x"] if { true }
---
#? data.t.p
#? data.t.q
#? data.t.s
package t
p := {"a": 1}.a
q := [1, 2, 3][1]
s := "a"
---
#? data.t.x
#? data.t.y
#? data.t.z
package t
x := [1] < [2]
y := {"a": 1} == {"a": 1}
z := {1, 2} < {3}
---
#? data.t.p
#? data.t.q
package t
p if { 1 = 1.0; {1: 2} == {1.0: 2} }
q := {1, 1.0, 1e0}
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := data.t.o.a.b
o := {"a": {"b": 5}}
q := o["a"]["b"]
r := v if { v := o[x][y]; x == "a"; y == "b" }
---
#? data.t.p
package t
p contains v if { data.t.s[v] with data.t.s as {1, 2, 3}; v > 1 }
s contains 9
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := v if { v := data.t.pkg.x with data.t.pkg as {"x": 1} }
q := v if { v := data.other with data.other as 3 }
---
#? data.t.p
package t
p := x if { x = y; y = z; z = 1 }
---
#? data.t.p
#? data.t.q
package t
p[x] := y if { x := "a"; y := data.t.q }
q[x] := 1 if { some x in ["m", "n"] }
---
#? data.t.p
package t
p := [x | some x in data.nums; x in {2, 3}]
---
#? data.t.p.x
#? data.t.p.z
#? data.t.p
package t
p.x := 1
p.y.z contains 2
p.y.w[k] := 3 if { k := "k" }
---
#? data.a
#? data.a.b.p
#? data.a.b.s
#? data.a.c.q
#? data.a.c.v
package a.b
import data.a.c
p contains k if { data.a.c[k]; k != "q"; k != "w" }
s := {x | x := c.v[_]}
--
package a.c
v := [1, 2]
u := {"m": 1}
q contains x if { x := data.a.b.s[_] }
---
#? data.x
#? data.x.y
#? data.x.y.z
#? data.x.y[_]
#? data.x[a][b]
#? data.x[a].z
#? data.x.q
package x.y
z := data.deep[0].k
w[k] := v if { some k, v in data.names }
--
package x.q
z := 5
f(_) := 1
---
#? data.t.p with data.deep as []
#? data.t.p with data.deep[0] as 1
#? data.t.q with data.t.p as {7}
#? data.t.r with data.t as {"p": {8}}
#? data.t.r with data as {"t": {"p": {9}}}
#? data.t.r
package t
p contains x if { x := data.deep[_].k }
q := count(p)
r := {x | x := data.t.p[_]}
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.v
package t
p[{"a": x}] := x if { some x in [1, 2] }
q[x][y] := z if { some x, y in {"a": "b"}; z := concat("", [x, y]) }
r.s[x].t[y] := 1 if { some x in ["m"]; some y in ["n", "o"] }
r.s.m.u := 2
s[x] contains y if { some x in ["a", "b"]; some y in [1, 2]; y != 2 }
s.c contains 3
v := r.s[_].t.n
---
#? data.t.p
#? data.t.q
#? data.t.a
#? data.t.b
#? data.t.c
#? data.t.d
package t
p := data.nums[i] if { i := -1 }
q := data.nums[10]
b := {1, 2}[x] if { x := 1 }
c := {{1}, {2}}[x] if { x := {1} }
d := {"a": {"b": null}}.a.b
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := x if { [x, [y, z]] = [1, [2, 3]]; y + z == 5 }
q := [a, b] if { {"k": a, "v": [b, _]} = data.deep[_] }
r contains y if { [["a", y]] = [["a", 1]] }
s contains k if { {k: 1} == {"a": 1}; k = "a" }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p if { not data.t.none }
q if { not data.t.empty }
r if { not some_empty }
some_empty if { data.t.empty[_] }
s if { not data.t.f(3) }
none := 1 if { false }
empty contains 1 if { false }
f(x) if { x > 5 }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p contains [i, j] if { data.deep[i].v[j] > 1 }
q contains [i, j, x] if { x := data.deep[i].v[j]; i == j }
r contains x if { some i; data.deep[i].k > 1; x := data.deep[i].v }
---
#? data.t.f(1)
#? data.t.f(2)
#? data.t.f(-1)
#? data.t.g("a", {"x": 1})
#? data.t.h([1, 2, 3])
#? data.t.h([])
#? data.t.k(1, 1)
#? data.t.k(1, 2)
#? data.t.n(null)
package t
f(x) := "big" if { x > 1 } else := "one" if { x == 1 } else := "small"
g(k, {"x": y}) := {k: y}
h(xs) := xs[0] if { count(xs) > 0 } else := "empty"
k(x, x) := "same"
k(x, y) := "different" if { x != y }
n(null) := "null"
---
#? data.t.h([1, 2, 3])
#? data.t.h([])
#? data.t.k(1, 1)
#? data.t.k(1, 2)
#? data.t.n(null)
package t
h(xs) := xs[0] if { count(xs) > 0 } else := "empty"
k(x, x) := "same"
k(x, y) := "different" if { x != y }
n(null) := "null"
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := {x: y | some x in ["a", "b"]; y := [z | some z in [1, 2]; z > 1]}
q := [[x, y] | some x in [1, 2]; some y in [x, 3]]
r := {x | some y in data.deep; x := y.v[_]}
s := [f | some f in [1, 2, 3]; not f in {2}]
---
#? data.t.p
#? data.t.q
package t
p := {x: y | some x, y in ["a", "a"]; x >= 0}
q := {y: x | some x, y in ["a", "a"]}
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
#? data.t.u
package t
p if { every i, x in [0, 1, 2] { i == x } }
q if { every x in {"a": 1, "b": 2} { x < 3 } }
r if { every x in {1, 2} { some y in [1, 2]; x == y } }
s if { every x in data.deep { x.k; every y in x.v { y > 0 } } }
u if { not every_big }
every_big if { every x in data.nums { x > 1 } }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := x if { x := data.t.o[k].v; k == "b" }
o.a.v := 1
o.b.v := 2
q contains k if { data.t.o[k].v > 1 }
r := object.keys(o)
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := n if { n := count(input.xs) with input as {"xs": [1]} }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.u
#? data.t.w
package t
p := v if { v := g with input.a as 1 with input.b as 2 }
g := [input.a, input.b, object.get(input, "type", "none")]
q := v if { v := g with input as {} with input.a as 1 }
r := v if { v := h(1) with data.t.h as k with input.type as "z" }
h(x) := x
k(x) := [x, input.type]
u := [v | some i in [1, 2]; v := input.type with input.type as i]
w if { not flag with input.flag as false }
flag if { input.flag }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := v if { v := upper("a") with upper as lower }
q := v if { v := now with time.now_ns as 5 }
now := time.now_ns()
r := v if { v := wrap("x") with trim as mock }
wrap(s) := trim(s, "y")
mock(a, b) := concat("+", [a, b])
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := 3 if { 1 < 2; "a" < "b"; [1] < [1, 0]; {"a": 1} < {"b": 0}; null < false; true < 0; 9 < "a"; "z" < []; [] < {}; {"a": 1} < {1} }
q := sort([{1}, {"a": 1}, [1], "s", 1, true, null, false, {}, set()])
r := {1, "a", null, [1], {"b": 2}, {3}}
s := max([[1, 2], [1, 3], [1]])
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := 0.1 + 0.2
q := 10 / 4
r := 1e3 * 1e-3
s := [5 % 3, -5 % 3, 2 - 3, 1.5 * 2, 100000000000000000000 + 1]
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p contains x if { x := input.items[_]; x.type == "b"; not x.ok }
q contains id if { some i; input.items[i].type == "b"; id := input.items[i].id }
r := [i.id | some i in input.items; i.type != "a"]
---
#? data.t.p
#? data.t.q
package t
default p := []
p := [x | some x in input.items; x.id > 5]
default q := {"a": [1, 2]}
q := 1 if { input.none }
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p := x if { a := [1, 2, 3]; x := a[count(a) - 1] }
q := x if { o := {"k": {"n": 1}}; path := ["k", "n"]; x := object.get(o, path, 0) }
r := x if { x := [1, 2, 3][_]; x > 1; x < 3 }
---
#? data.t.s
#? data.t.s.a
#? data.t.s[x]
#? data.t.s["a"]
#? data.t.n["a"]
#? data.t.n[x]
#? count(data.t.s)
package t
s contains "a"
s contains {"b": 1}
n contains x if { some x in ["a", "b"] }
---
#? data.t.p.q
#? data.t.p["q"]
#? data.t["p"]["q"]
#? data["t"].p.q
#? data[x].p.q
#? data[x][y].q
#? data[_].p[_]
package t
p.q := 1
p.r := 2
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := $"a{1}b{"c"}d"
q := $"{input.none} {input.type}"
r := $`raw {1 + 1} \n`
s := $"{ {1, 2} } { {"a": [1]} }"
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.u
package t
p := x if { x = data.names[k]; k = "b" }
q := k if { data.names[k] = "y" }
r := [k, v] if { v = data.names[k]; v != "x" }
u := {k | data.names[k]}
---
#? data.t.allow
#? data.t.violations
#? data.t.allow with input as {"containers": []}
#? data.t.violations with input as {"containers": [{"name": "a", "image": "x:latest", "ports": [80, 22]}]}
package t
import data.lib
default allow := false
allow if { count(violations) == 0 }
violations contains {"name": c.name, "reason": r} if { some c in input.containers; some r in lib.reasons(c) }
--
package lib
reasons(c) := {r | r := latest(c)} | {r | r := ports(c)[_]}
latest(c) := "latest" if { endswith(c.image, ":latest") }
ports(c) := {sprintf("port %d", [p]) | some p in c.ports; p < 80}
---
#? data.t.p
#? data.t.q
package t
p contains x if { x = y; some y in [1, 2, 3]; z = y; z > 1 }
q[k] := v if { some k, v in {"a": 1}; w = v; w > 0 }
---
#? data.t.p
#? data.t.q
#? data.t.r
#? data.t.s
package t
p := json.patch({"a": 1}, [{"op": "add", "path": "/b", "value": x}]) if { x := 2 }
q := regex.match(`^a.*`, x) if { x := "abc" }
r := split("a.b.c", ".")[1]
s := concat(",", sort({"b", "a"}))
---
#? data.t.deep
#? data.t.p
package t
p := [1 | walk(deep, [path, v]); v == 3; count(path) > 2]
deep := {"a": {"b": {"c": [1, 2, 3]}}}
---
#? data.t.p
#? data.t.q
#? data.t.r
package t
p contains path if { walk(input, [path, value]); value == "admin" }
q contains v if { walk(data.deep, [["0", "k"], v]) }
r contains v if { walk(data.deep, [[0, "k"], v]) }
---
#? data.t
#? data.t.f
package t

f() = 1
p if { f == 1 }
---
#? data.t.called
package t

import rego.v1

r := 1
called := r()
---
#? data.t
package t

import rego.v1

by_key[k] := [v, x] if {
	some k in ["a", "b"]
	{k: [1, x]} = {k: [v, 3]}
}

mixed[k] := [v, w] if {
	some k in ["a", "b"]
	{k: [1], "c": w} = {k: [v], "c": 9}
}
---
#? data.t
package t

import rego.v1

large := json.unmarshal("[1e40000]")
small := json.unmarshal("1e-40000")
edge := json.unmarshal("[1e30000, 1e-30000]")
zero := json.unmarshal("0e40000")
cast := to_number("1e-40000")
valid := json.is_valid("1e40000")
---
#? data.t
package t

import rego.v1

keys := {["<&>"]: 1}
text := json.marshal(keys)
---
#? data.t.r
package t

import rego.v1

f(x) := x if x in {"a", "b"}
r := f(1)
---
#? data.t.r
package t

import rego.v1

s contains "a"
r := v + 1 if v := data.t.s with input as 1
