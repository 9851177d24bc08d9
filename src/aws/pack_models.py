#!/usr/bin/env python3
"""pack_models.py SOURCE OUTDIR: packs botocore's data for the binary: of every service the newest API version, without what nobody reads.

SOURCE is a botocore wheel or a folder like its data/. Writes OUTDIR/models.bin, one zstd frame a service one after the other, and OUTDIR/models_table.c, which
embeds it and says where each begins. A frame holds {"model", "paginators", "waiters", "endpoint_rules"}; the last one holds partitions.json with, added to
it, the regions of each service out of endpoints.json. The same source gives the same bytes."""
import concurrent.futures
import gzip
import json
import os
import subprocess
import sys
import zipfile

# For readers, or for checks that the service itself makes.
PROSE = {"documentation", "documentationUrl", "deprecated", "deprecatedMessage", "deprecatedSince", "examples", "smokeTests", "min", "max", "pattern", "enum", "box", "synthetic", "uid"}
LEVEL = "-15"   # -19 is 3 % smaller and takes three times as long


class Source:
    """Files of the wheel's botocore/data/, or of the folder."""

    def __init__(self, path):
        self.folder = path if os.path.isdir(path) else None
        self.wheel = None if self.folder else zipfile.ZipFile(path)
        if self.folder:
            names = [os.path.relpath(os.path.join(d, f), path) for d, _, files in os.walk(path) for f in files]
        else:
            prefix = "botocore/data/"
            names = [n[len(prefix):] for n in self.wheel.namelist() if n.startswith(prefix)]
        self.names = set(names)

    def read(self, name):
        """The JSON document, plain or gzip'ed; None without it."""
        for actual in (name, name + ".gz"):
            if actual not in self.names:
                continue
            if self.folder:
                with open(os.path.join(self.folder, actual), "rb") as f:
                    text = f.read()
            else:
                text = self.wheel.read("botocore/data/" + actual)
            return json.loads(gzip.decompress(text) if actual.endswith(".gz") else text)
        return None

    def services(self):
        """(name, newest version that has a model)"""
        newest = {}
        for n in self.names:
            parts = n.split("/")
            if len(parts) == 3 and parts[2] in ("service-2.json", "service-2.json.gz"):
                newest[parts[0]] = max(newest.get(parts[0], ""), parts[1])
        return sorted(newest.items())


def merge(base, extra):
    for key, value in extra.items():
        if isinstance(base.get(key), dict) and isinstance(value, dict):
            merge(base[key], value)
        else:
            base[key] = value


def document(source, folder, kind):
    """FOLDER/KIND.json with its sdk-extras merged into it."""
    base = source.read(f"{folder}/{kind}.json")
    extra = source.read(f"{folder}/{kind}.sdk-extras.json")
    if base is not None and extra and "merge" in extra:
        merge(base, extra["merge"])
    return base


def without(thing, keys):
    return {k: v for k, v in thing.items() if k not in keys}


def slim_shape(shape):
    shape = without(shape, PROSE)
    for place in ("member", "key", "value"):
        if place in shape:
            shape[place] = without(shape[place], PROSE)
    if "members" in shape:
        shape["members"] = {k: without(v, PROSE) for k, v in shape["members"].items()}
    return shape


def slim_operation(operation):
    operation = without(operation, PROSE)
    for place in ("input", "output"):
        if place in operation:
            operation[place] = without(operation[place], PROSE)
    if "errors" in operation:
        operation["errors"] = [without(e, PROSE) for e in operation["errors"]]
    return operation


def slim_model(model):
    model = without(model, PROSE)
    model["metadata"] = without(model["metadata"], PROSE)
    model["operations"] = {k: slim_operation(v) for k, v in model["operations"].items()}
    model["shapes"] = {k: slim_shape(v) for k, v in model["shapes"].items()}
    return model


def slim_rules(rules):
    """Without the prose of parameters and conditions."""
    if isinstance(rules, dict):
        return {k: slim_rules(v) for k, v in rules.items() if k != "documentation" or not isinstance(v, str)}
    return [slim_rules(r) for r in rules] if isinstance(rules, list) else rules


def service(source, name, version):
    folder = f"{name}/{version}"
    packed = {"model": slim_model(document(source, folder, "service-2"))}
    paginators = document(source, folder, "paginators-1")
    waiters = document(source, folder, "waiters-2")
    rules = document(source, folder, "endpoint-rule-set-1")
    if paginators and paginators.get("pagination"):
        packed["paginators"] = paginators["pagination"]
    if waiters and waiters.get("waiters"):
        packed["waiters"] = {k: without(v, {"description"}) for k, v in waiters["waiters"].items()}
    if rules:
        packed["endpoint_rules"] = slim_rules(rules)
    return packed


def partitions(source):
    """partitions.json; each partition gets "services": endpoint prefix → its regions, and the region that stands for all where there is one for all."""
    packed = source.read("partitions.json")
    endpoints = {p["partition"]: p["services"] for p in source.read("endpoints.json")["partitions"]}
    for partition in packed["partitions"]:
        regions = partition["regions"]
        services = {}
        for prefix, facts in endpoints.get(partition["id"], {}).items():
            entry = {"regions": sorted(r for r in facts.get("endpoints", {}) if r in regions)}
            if "partitionEndpoint" in facts:
                entry["global"] = facts["partitionEndpoint"]
            services[prefix] = entry
        partition["services"] = services
    return packed


def frame(packed):
    text = json.dumps(packed, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    done = subprocess.run(["zstd", "-q", LEVEL, "--no-progress", "-T1", "--content-size", f"--stream-size={len(text)}", "-c"], input=text, stdout=subprocess.PIPE, check=True)
    return len(text), done.stdout


def main():
    path, out = sys.argv[1:3]
    source = Source(path)
    services = source.services()
    if not services:
        sys.exit(f"{path}: no service model here")
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(frame, service(source, *s)) for s in services] + [pool.submit(frame, partitions(source))]
        frames = [job.result() for job in jobs]
    os.makedirs(out, exist_ok=True)
    with open(f"{out}/models.bin", "wb") as f:
        for _, packed in frames:
            f.write(packed)
    rows, at = [], 0
    for (name, _), (size, packed) in zip(services + [("", "")], frames):
        rows.append(f'    {{"{name}", {at}, {len(packed)}, {size}}},')
        at += len(packed)
    with open(f"{out}/models_table.c", "w", encoding="utf-8") as f:
        f.write('/* Made by src/aws/pack_models.py. */\n#include "aws/models_table.h"\n\n'
                '__asm__(".pushsection .rodata\\n.global aws_models_packed\\n.hidden aws_models_packed\\n.balign 16\\naws_models_packed:\\n'
                '.incbin \\"" AWS_MODELS_BIN "\\"\\n.popsection\\n");\n\n'
                f"const size_t aws_models_count = {len(services)};\n"
                "const struct aws_models_row aws_models_rows[] = {\n" + "\n".join(rows) + "\n};\n")


main()
