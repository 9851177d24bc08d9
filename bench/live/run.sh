#!/bin/sh
# `rampart live sweep` measured: the fleet against Prowler 5 (prowler.py), then 10 to 1,000 accounts in 17 regions from a stand-in that throttles as AWS does (many.py).
# ACCOUNTS, REPLAYED: for Prowler, which takes minutes an account, four at a time; MANY: sizes. Wants Go for the stand-in.
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; build=${BUILD:-$root/build}; out=$build/bench-live
mkdir -p "$out"
ninja -C "$build" src/cli/rampart >/dev/null
(cd "$here" && GO111MODULE=off go build -o "$out/replay" replay.go)
BUILD=$build python3 "$here/prowler.py" --accounts "${ACCOUNTS:-50}" --replayed "${REPLAYED:-3}"
BUILD=$build python3 "$here/many.py" --accounts "${MANY:-10,100,1000}" --kill "${SEEDS:-3}"
