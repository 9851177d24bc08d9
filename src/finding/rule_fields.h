/* finding/rule_fields.h: does a rule read fields that exist? What the provider does not have, a rule must not ask for: it would be undefined on every
 * resource, and the rule would pass, or fail, without end.
 *
 * Looked at are paths that stand in the text: input.values.a[_].b, the same below what rampart.linked and its like answer for a constant type,
 * object.get, rampart.is_set, and the `at` of a reason. Values are followed through := and `some`, comprehensions and rules of the same file,
 * not through functions. What cannot be told is taken to be right. */
#ifndef RAMPART_FINDING_RULE_FIELDS_H
#define RAMPART_FINDING_RULE_FIELDS_H

#include "finding/rule.h"

struct rule_problems { struct error *items; size_t len, cap; };

/* Adds a problem (RULE_FIELD, with file, place and help) for each wrong name, in order of the text. False when memory is out or the text is not Rego. */
MUST_USE bool rule_check_fields(struct arena *arena, const struct rule *rule, struct rule_problems *out);

/* A top field of a type's values that a rule reads: whoever makes resources must be able to fill it. */
struct rule_read { const char *type; struct str field; struct position at; };
struct rule_reads { struct rule_read *items; size_t len, cap; };
MUST_USE bool rule_find_reads(struct arena *arena, const struct rule *rule, struct rule_reads *out);

#endif
