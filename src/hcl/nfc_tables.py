#!/usr/bin/env python3
"""Prints src/hcl/nfc_tables.h: what Unicode normalization form C needs, from Python's own Unicode data.

Run by hand when the Unicode version should move: python3 src/hcl/nfc_tables.py > src/hcl/nfc_tables.h
"""
import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)   # decomposed by arithmetic


def main():
    classes, pairs, compositions = [], [], []
    for code in range(0x110000):
        char = chr(code)
        combining = unicodedata.combining(char)
        if combining:
            classes.append((code, combining))
        decomposition = unicodedata.decomposition(char)
        if not decomposition or decomposition.startswith("<") or code in HANGUL:
            continue
        parts = [int(part, 16) for part in decomposition.split()]
        pairs.append((code, parts[0], parts[1] if len(parts) > 1 else 0))
        if len(parts) == 2 and unicodedata.normalize("NFC", char) == char:
            compositions.append((parts[0], parts[1], code))
    out = ["/* hcl/nfc_tables.h: printed by nfc_tables.py, Unicode %s. Not to be edited. */" % unicodedata.unidata_version,
           "static const struct { uint32_t rune; uint8_t combining; } nfc_classes[] = {"]
    out += rows("{0x%x, %d}", classes)
    out += ["};", "static const struct { uint32_t rune, first, second; } nfc_decompositions[] = {"]
    out += rows("{0x%x, 0x%x, 0x%x}", pairs)
    out += ["};", "static const struct { uint32_t first, second, rune; } nfc_compositions[] = {"]
    out += rows("{0x%x, 0x%x, 0x%x}", sorted(compositions))
    out += ["};"]
    sys.stdout.write("\n".join(out) + "\n")


def rows(form, items):
    text = [form % item for item in items]
    return ["    " + ", ".join(text[i:i + 6]) + "," for i in range(0, len(text), 6)]


if __name__ == "__main__":
    main()
