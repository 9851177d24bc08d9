#!/bin/sh
# A million resources put into the store, swept again without a change, with one in a hundred changed and with all changed, 200 at a time; the same by Python's sqlite3
# on plain rows of JSON. Goals: 100,000 unchanged puts a second, 20,000 changed ones, memory flat, an account's 2,000 resources read in 20 ms.
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; build=${BUILD:-$root/build}; out=${OUT:-$build/bench-store}; n=${RESOURCES:-1000000}
mkdir -p "$out"
ninja -C "$build" src/store/libstore.a src/finding/libfinding.a src/finding/librule.a src/rego/librego.a src/value/libvalue.a src/base/libbase.a >/dev/null
cc -O3 -std=gnu17 -D_GNU_SOURCE -I"$root/src" -I"$root/include" "$here/ours.c" "$build"/src/store/libstore.a "$build"/src/value/libvalue.a "$build"/src/base/libbase.a -o "$out/ours" \
    -lsqlite3 -lzstd -lcrypto -lgmp -lmpfr -lpcre2-8 -lfyaml -lseccomp -lm -pthread
[ -s "$out/documents-$n.jsonl" ] || { python3 "$here/documents.py" "$n" > "$out/part" && mv "$out/part" "$out/documents-$n.jsonl"; }
rm -f "$out"/ours.db* "$out"/peer.db*
a=$("$out/ours" "$out/documents-$n.jsonl" "$out/ours.db" "$n" 10); b=$(python3 "$here/peer.py" "$out/documents-$n.jsonl" "$out/peer.db" "$n" 10)
rm -f "$out"/ours.db*
python3 - "$a" "$b" <<'PY'
import sys
rows = {"rampart": sys.argv[1].split(), "sqlite3 (Python)": sys.argv[2].split()}
print(f"{'puts a second':18} {'first sweep':>12} {'unchanged':>12} {'1 % changed':>12} {'all changed':>12} {'bytes a version':>16} {'read account ms':>16}")
per = {}
for name, r in rows.items():
    n = int(r[0])
    per[name] = int(r[8]) / int(r[9])
    print(f"{name:18} {n / float(r[1]):12,.0f} {n / float(r[2]):12,.0f} {n / float(r[3]):12,.0f} {int(r[6]) / float(r[5]):12,.0f} {per[name]:16,.0f} {float(r[13]):16.1f}")
o, p = rows["rampart"], rows["sqlite3 (Python)"]
if (o[0], o[4], o[6], o[9], o[12]) != (p[0], p[4], p[6], p[9], p[12]):
    sys.exit(f"answers differ: {o} {p}")
print(f"bytes a version: 1/{per['sqlite3 (Python)'] / per['rampart']:.1f}; memory of the store after the first sweep {int(o[10]) / 1024:.0f} MB, at the end {int(o[11]) / 1024:.0f} MB")
print("goals: unchanged >= 100,000:", int(o[0]) / float(o[2]) >= 100000, " changed >= 20,000:", int(o[6]) / float(o[5]) >= 20000, f" {o[12]} resources in 20 ms:", float(o[13]) < 20)
PY
