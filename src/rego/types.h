/* rego/types.h: types as the checker knows them, after OPA's: they say what a value may be, never more than is certain. NULL is "not known yet". */
#ifndef RAMPART_REGO_TYPES_H
#define RAMPART_REGO_TYPES_H

#include "base/buf.h"
#include "rego/check.h"

enum type_kind { TYPE_ANY, TYPE_NULL, TYPE_BOOLEAN, TYPE_NUMBER, TYPE_STRING, TYPE_ARRAY, TYPE_OBJECT, TYPE_SET, TYPE_UNION };

struct type {
    enum type_kind kind;
    uint32_t n;
    const struct type **items;        /* array: the first n elements; object: values of the n known keys; union: members */
    const struct value *keys;         /* object */
    const struct type *key;           /* object: of further keys; NULL: there are none */
    const struct type *rest;          /* array: of further elements, set: of the elements, object: of further values; NULL: there are none */
};

extern const struct type type_any, type_null, type_boolean, type_number, type_string;

/* Number of operands in the row's signature. */
size_t builtin_arity(const struct rego_builtin *b);
/* Operand and result types of the row (*result NULL: void). False when memory is out. */
bool builtin_types(struct arena *arena, const struct rego_builtin *b, const struct type ***args, size_t *n, const struct type **result);

/* All that make a type answer &type_any when memory is out: that is never wrong. */
const struct type *type_of_value(struct arena *arena, struct value v);
const struct type *type_array(struct arena *arena, const struct type **items, size_t n, const struct type *rest);
const struct type *type_set(struct arena *arena, const struct type *of);
const struct type *type_object(struct arena *arena, const struct value *keys, const struct type **values, size_t n, const struct type *key, const struct type *rest);
const struct type *type_or(struct arena *arena, const struct type *a, const struct type *b);
/* For several rules of one name: sets and open objects are joined inside. */
const struct type *type_merge(struct arena *arena, const struct type *a, const struct type *b);

/* May a value be of both? NULL: no. */
bool type_unifies(const struct type *a, const struct type *b);
/* Keys that can be enumerated, values found so; NULL: it is no collection. */
const struct type *type_keys(struct arena *arena, const struct type *t);
const struct type *type_values(struct arena *arena, const struct type *t);
/* What a constant key leads to; NULL: nothing. */
const struct type *type_select(struct arena *arena, const struct type *t, struct value key);
bool type_is_empty_collection(const struct type *t);
bool type_is_unknown(const struct type *t);              /* NULL, or so somewhere inside */
void type_print(struct buf *out, const struct type *t);  /* NULL: ??? */

/* "NAME: arity mismatch". */
void type_arity_error(struct checker *c, const struct rego_expr *e, const struct rego_builtin *b);
/* The help line of the error that was just reported: "have: (...), want: (...)". */
void type_detail(struct checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
