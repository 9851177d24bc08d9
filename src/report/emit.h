/* report/emit.h: JSON written piece by piece: keys in the order in which they are given. */
#ifndef RAMPART_REPORT_EMIT_H
#define RAMPART_REPORT_EMIT_H

#include "value/json.h"

struct emitter { struct buf *out; unsigned depth; bool pending; };   /* pending: the next element needs a comma before it */

/* `key` NULL inside an array or at the top. */
void emit_open(struct emitter *e, const char *key, char bracket);      /* '{' or '[' */
void emit_close(struct emitter *e, char bracket);                      /* '}' or ']' */
void emit_text(struct emitter *e, const char *key, const char *text);  /* NULL: null */
void emit_number(struct emitter *e, const char *key, long long number);
void emit_bool(struct emitter *e, const char *key, bool b);
void emit_null(struct emitter *e, const char *key);
void emit_value(struct emitter *e, const char *key, struct value v);

#endif
