#!/bin/sh
# The gate against Checkov on the same trees in one run, answers compared. Installs Checkov from PyPI into the build folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; out=${OUT:-$root/build/bench-scan}
mkdir -p "$out"
if [ -z "${CHECKOV:-}" ]; then
    [ -x "$out/venv/bin/checkov" ] || { echo "installing checkov"; python3 -m venv "$out/venv"; "$out/venv/bin/pip" install -q checkov; }
    CHECKOV=$out/venv/bin/checkov
fi
exec python3 "$here/compare.py" "$root/build/src/cli/rampart" "$CHECKOV" "$out" --limit "${LIMIT:-600}"
