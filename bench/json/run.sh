#!/bin/sh
# Reading a 100 MB plan JSON: ours against simdjson's DOM and jansson, answers compared (counts of every type, bytes of strings).
# Goal: at most 2x simdjson, at most 1/3 of jansson, memory at most 3x the file.
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; out=${OUT:-$root/build/bench-json}; size=${SIZE_MB:-100}; runs=${RUNS:-5}
mkdir -p "$out"
missing=""
for p in libjansson-dev libsimdjson-dev g++; do dpkg -s "$p" >/dev/null 2>&1 || missing="$missing $p"; done
[ -z "$missing" ] || { echo "installing:$missing"; apt-get install -y -qq $missing >/dev/null; }
[ -s "$out/plan-$size.json" ] || python3 "$here/../generate_plan.py" "$size" > "$out/plan-$size.json"
cc -O3 -std=gnu17 -D_GNU_SOURCE -I"$root/src" "$here/ours.c" "$root"/src/value/*.c "$root"/src/base/*.c -o "$out/ours" -pthread -lgmp -lmpfr -lpcre2-8 -lseccomp -lm
cc -O3 "$here/jansson.c" -o "$out/jansson" -ljansson
g++ -O3 -std=c++17 "$here/simdjson.cpp" -o "$out/simdjson" -lsimdjson
a=$("$out/ours" "$out/plan-$size.json" "$runs"); b=$("$out/simdjson" "$out/plan-$size.json" "$runs"); c=$("$out/jansson" "$out/plan-$size.json" "$runs")
python3 - "$a" "$b" "$c" "$size" <<'PY'
import sys
ours, simd, jans = (s.split() for s in sys.argv[1:4])
print(f"{'reader':10} {'seconds':>9} {'MB/s':>7}")
for name, row in (("rampart", ours), ("simdjson", simd), ("jansson", jans)):
    print(f"{name:10} {float(row[0]):9.3f} {float(sys.argv[4]) / float(row[0]):7.0f}")
print(f"time: {float(ours[0]) / float(simd[0]):.2f}x simdjson (goal <= 2), 1/{float(jans[0]) / float(ours[0]):.1f} of jansson (goal 1/3); memory {ours[1]}x the file (goal <= 3)")
if not ours[2:] == simd[2:] == jans[2:]:
    sys.exit(f"answers differ: {ours[2:]} {simd[2:]} {jans[2:]}")
print("answers agree:", dict(zip("objects arrays strings numbers others string_bytes".split(), ours[2:])))
PY
