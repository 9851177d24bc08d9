#!/bin/sh
# The gate against Checkov and Trivy on the same trees in one run, answers compared. Installs both into the build folder: Checkov from PyPI,
# Trivy as a Go module (some minutes; without Go it is left out, and that is said).
set -eu
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..; out=${OUT:-$root/build/bench-scan}
mkdir -p "$out"
if [ -z "${CHECKOV:-}" ]; then
    [ -x "$out/venv/bin/checkov" ] || { echo "installing checkov"; python3 -m venv "$out/venv"; "$out/venv/bin/pip" install -q checkov; }
    CHECKOV=$out/venv/bin/checkov
fi
if [ -z "${TRIVY:-}" ]; then
    TRIVY=$out/trivy
    if [ ! -x "$TRIVY" ] && command -v go >/dev/null; then
        echo "installing trivy"
        GOEXPERIMENT=jsonv2 GOFLAGS=-buildvcs=false GOBIN=$(cd "$out" && pwd) go install github.com/aquasecurity/trivy/cmd/trivy@v0.74.0
    fi
fi
exec python3 "$here/compare.py" "$root/build/src/cli/rampart" "$CHECKOV" "$out" --limit "${LIMIT:-600}" --trivy "$TRIVY" "$@"
