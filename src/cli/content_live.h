/* cli/content_live.h: do rules and collectors fit: is every field that a rule reads of an account read there by somebody? */
#ifndef RAMPART_CLI_CONTENT_LIVE_H
#define RAMPART_CLI_CONTENT_LIVE_H

#include "finding/rule.h"

/* What was found: of which rule or collector, what is wrong, and the detail. */
typedef void content_live_each(void *context, const char *where, const char *what, const char *detail);

/* Holds the built-in collectors against AWS's models and against what these rules read. False with `err` when they cannot be read at all. */
MUST_USE bool content_live_lint(struct arena *arena, const struct rule *const *rules, size_t n, content_live_each *each, void *context, struct error *err);

#endif
