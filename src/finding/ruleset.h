/* finding/ruleset.h: the rules of a run: the built-in ones and a team's own, and which of them were asked for. */
#ifndef RAMPART_FINDING_RULESET_H
#define RAMPART_FINDING_RULESET_H

#include "finding/finding.h"

struct ruleset {
    struct arena *arena;
    struct { const struct rule **items; size_t len, cap; } rules;   /* sorted by id */
};

/* All built-in rules. False when memory is out. */
MUST_USE bool ruleset_builtin(struct arena *arena, struct ruleset *out);
/* Adds the rules of a folder (any depth, *.rego, no tests). A rule with the id of a built-in one takes its place. */
MUST_USE bool ruleset_add_folder(struct ruleset *set, const char *dir, struct error *err);

/* Keeps what `check` names (all when there is none) and `skip` does not. Patterns that mean no rule are said in `report`. */
MUST_USE bool ruleset_select(struct ruleset *set, const char *const *check, size_t n_check, const char *const *skip, size_t n_skip, struct report *report);

/* By id or alias, exactly; NULL when there is none. */
const struct rule *ruleset_find(const struct ruleset *set, struct str id);
/* The nearest id or alias to a wrong one, or NULL. */
const char *ruleset_nearest(const struct ruleset *set, struct str id);

#endif
