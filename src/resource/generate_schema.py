#!/usr/bin/env python3
"""generate_schema.py SCHEMA.json... OUT.c: schemas (the provider's, and that of our own types) as constant tables. Equal blocks are stored once."""
import json
import sys

KINDS = {"list": "SCHEMA_LIST_BLOCK", "set": "SCHEMA_SET_BLOCK", "single": "SCHEMA_SINGLE_BLOCK", "map": "SCHEMA_MAP_BLOCK"}
TYPES = {"string": "SCHEMA_STRING", "number": "SCHEMA_NUMBER", "bool": "SCHEMA_BOOL", "any": "SCHEMA_ANY", "list(string)": "SCHEMA_LIST_STRING",
         "set(string)": "SCHEMA_SET_STRING", "list(number)": "SCHEMA_LIST_NUMBER", "set(number)": "SCHEMA_SET_NUMBER", "map(string)": "SCHEMA_MAP_STRING",
         "map(number)": "SCHEMA_MAP_NUMBER", "map(bool)": "SCHEMA_MAP_BOOL"}

source = {"resource": {}, "data": {}}
for path in sys.argv[1:-1]:
    more = json.load(open(path, encoding="utf-8"))
    for kind in source:
        twice = sorted(set(source[kind]) & set(more.get(kind, {})))
        if twice:
            sys.exit(f"{path}: {twice[0]} is in another schema too")
        source[kind].update(more.get(kind, {}))
names, name_at, text_len = [], {}, 0
rows, blocks, block_at = [], [], {}


def name(s):
    global text_len
    if s not in name_at:
        name_at[s] = text_len
        names.append(s)
        text_len += len(s) + 1
    return name_at[s]


def type_of(field):
    t = field.get("type", "any")
    return TYPES.get(t, "SCHEMA_MAP_OTHER" if t.startswith("map") else "SCHEMA_LIST_OTHER")


def block(fields):
    made = []
    for n in sorted(fields):
        f = fields[n]
        inner = block(f["fields"]) if f.get("fields") else 0
        kind = KINDS[f["block"]] if "block" in f else "SCHEMA_OBJECT" if "object" in f or f.get("fields") else "SCHEMA_ATTRIBUTE"
        flags = ("required" in f) * 1 + ("computed" in f) * 2
        made.append(f"{{{name(n)}, {inner}, {kind}, {type_of(f)}, {flags}}}")
    key = tuple(made)
    if key not in block_at:
        block_at[key] = len(blocks)
        blocks.append((len(rows), len(made)))
        rows.extend(made)
    return block_at[key]


block({})   # block 0: no fields
types = {kind: [(t, block(source[kind][t])) for t in sorted(source[kind])] for kind in ("resource", "data")}
type_names = {kind: [f"{{{name(t)}, {b}}}" for t, b in rows_] for kind, rows_ in types.items()}
with open(sys.argv[-1], "w", encoding="utf-8") as out:
    w = lambda s: out.write(s + "\n")
    w("/* Made by generate_schema.py; do not edit. */")
    w('#include "resource/schema_tables.h"')
    w("const char schema_names[] =")
    for n in names:
        w(f'    "{n}\\0"')
    w("    ;")
    w("const struct schema_field schema_fields[] = {")
    w(",\n".join(rows))
    w("};")
    w("const struct schema_extent schema_blocks[] = {")
    w(",\n".join(f"{{{a}, {n}}}" for a, n in blocks))
    w("};")
    for kind, label in (("resource", "resources"), ("data", "data_sources")):
        w(f"const struct schema_row schema_{label}[] = {{")
        w(",\n".join(type_names[kind]))
        w("};")
        w(f"const size_t schema_n_{label} = {len(type_names[kind])};")
