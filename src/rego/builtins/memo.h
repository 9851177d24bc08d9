/* rego/builtins/memo.h: what a query compiled once and may need again: regular expressions, globs, schemas, time zones, by their text.
 * Belongs to one thread. Bounded: when it is full, what has been there longest goes. */
#ifndef RAMPART_REGO_BUILTINS_MEMO_H
#define RAMPART_REGO_BUILTINS_MEMO_H

#include "base/str.h"

enum memo_kind { MEMO_REGEX, MEMO_GLOB, MEMO_SCHEMA, MEMO_ZONE };

struct rego_memo;

MUST_USE struct rego_memo *rego_memo_new(void);   /* NULL: out of memory */
void rego_memo_free(struct rego_memo *memo);      /* frees all it holds; NULL is fine */

/* The object, or NULL. Stays valid until the next memo_put. */
void *memo_get(struct rego_memo *memo, enum memo_kind kind, struct str key);
/* Hands the object over: `release` is called on it when it leaves. False (nothing taken) when there is no memo or no memory. */
MUST_USE bool memo_put(struct rego_memo *memo, enum memo_kind kind, struct str key, void *object, void (*release)(void *));

#endif
