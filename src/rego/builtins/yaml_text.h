/* rego/builtins/yaml_text.h: YAML text ↔ value, as OPA has it (go.yaml.in/yaml/v3): scalars by YAML 1.2's core schema with 1.1's binary and
 * octal numbers, anchors, merge keys; of several documents the first. */
#ifndef RAMPART_REGO_BUILTINS_YAML_TEXT_H
#define RAMPART_REGO_BUILTINS_YAML_TEXT_H

#include "rego/builtin.h"

#define YAML_MAX_DEPTH 1000
#define YAML_MAX_NODES 2000000   /* with aliases written out: a small file must not become a large value */

MUST_USE bool yaml_read(struct rego_call *call, struct str text, struct value *out, char *why, size_t room);
/* `v` has no sets and string keys only. */
void yaml_write(struct buf *out, struct value v);

#endif
