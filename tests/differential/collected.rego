# Corners of the language, compared with OPA by rego.py: modules between lines of `---`, each with its queries in comments `#? QUERY`.
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
