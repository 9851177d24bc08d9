#!/bin/sh
# Rego over a generated plan: ours, OPA (Go module) and regorus (crate), each with policy and input prepared, in one run; answers compared.
# Then the cold command on the example of regorus' README. Goals: 10x OPA, 3x regorus; cold below 5 ms.
# Needs go and cargo. SIZE_MB (100) sets the plan's size, OUT the folder for binaries.
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; build=${BUILD:-$root/build}; out=${OUT:-$build/bench-rego}; size=${SIZE_MB:-100}
mkdir -p "$out"
[ -s "$out/plan-$size.json" ] || python3 "$here/../generate_plan.py" "$size" > "$out/plan-$size.json"
ninja -C "$build" bench-rego >/dev/null
[ -x "$out/opa-bench" ] || (cd "$here/opa" && go build -o "$out/opa-bench" .)
[ -x "$out/target/release/regorus-bench" ] || (cd "$here/regorus" && CARGO_TARGET_DIR="$out/target" cargo build --release -q)
python3 "$here/compare.py" "$build/bench/rego/bench-rego-ours" "$out/opa-bench" "$out/target/release/regorus-bench" "$here" "$out/plan-$size.json" "$size" "$build/src/cli/rampart"
