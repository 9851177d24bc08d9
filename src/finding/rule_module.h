/* finding/rule_module.h: a rule from its Rego source. */
#ifndef RAMPART_FINDING_RULE_MODULE_H
#define RAMPART_FINDING_RULE_MODULE_H

#include "finding/rule.h"
#include "rego/parse.h"

/* Parses the text (NUL-terminated, living as long as the rule) and reads the METADATA of its package. */
MUST_USE bool rule_from_text(struct arena *arena, const char *file, struct str text, struct rule *out, struct error *err);

#endif
