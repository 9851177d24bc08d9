#!/usr/bin/env python3
"""pack_collectors.py OUT.c ROOT: the YAML files below content/collectors as constant texts. OUT.c is only written when it changes."""
import os
import sys

out, root = sys.argv[1:3]
files = sorted(os.path.join(d, f) for d, _, names in os.walk(root) for f in names if f.endswith(".yaml"))


def literal(text):
    lines = []
    for line in text.split("\n"):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
        lines.append("".join(c if " " <= c <= "~" else "".join(f"\\{b:03o}" for b in c.encode()) for c in escaped))
    return "\n    ".join(f'"{line}\\n"' for line in lines)


rows = []
for name in files:
    with open(name, encoding="utf-8") as f:
        rows.append(f'{{"{os.path.relpath(name, root)}",\n    {literal(f.read().rstrip())}}},\n')
made = '/* Made by pack_collectors.py. */\n#include "inventory/collector_internal.h"\n\nconst struct packed_collector packed_collectors[] = {\n' + "".join(rows) + "{0, 0}};\n"
try:
    with open(out, encoding="utf-8") as f:
        same = f.read() == made
except OSError:
    same = False
if not same:
    with open(out, "w", encoding="utf-8") as f:
        f.write(made)
