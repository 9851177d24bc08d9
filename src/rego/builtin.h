/* rego/builtin.h: what a built-in function is: one row of a table.
 *
 * A family (strings, objects, time, ...) is one file in rego/builtins/ whose const array of rows is listed in rego/builtins/families.c, and
 * nowhere else. The compiler finds names and types in the row and checks what it can before anything runs. A function checks its operands
 * itself as well: what only shows at run time is its to judge (`base64.is_valid(1)` is false there and no error).
 *
 * signature: operand types, " -> ", result type, in this notation:
 *   null boolean number string any  array[T]  set[T]  object[K: V]  [T, T] (array of fixed length)
 *   object<name: T, name: T>  object<name: T, [K: V]> (these fields and any others)  any<T, T> (one of)
 *   T... as the last operand: any number of T   -> void: no result (print)
 * e.g. "any<string, array[any], object[any: any], set[any]> -> number" (count); operands are separated by ", " at top level; "-> boolean" alone: none. */
#ifndef RAMPART_REGO_BUILTIN_H
#define RAMPART_REGO_BUILTIN_H

#include "base/error.h"
#include "value/value.h"

/* What a call may use besides its operands. Belongs to one query on one thread. */
struct rego_call {
    struct arena *arena;              /* the result lives here */
    int64_t now_ns;                   /* one instant for the whole query (time.now_ns) */
    struct value env;                 /* opa.runtime(): {"env": {...}, ...}, or VALUE_NONE */
    uint64_t *random;                 /* state of the query's pseudo-random numbers, seeded by the caller */
    void *memo;                       /* compiled regular expressions, globs, schemas by text: rego/builtins/memo.h; may be NULL */
    const uint64_t *deadline_ns;      /* CLOCK_MONOTONIC; long loops look at it now and then; NULL: none */
    void *context;                    /* of a function of the host (rego.h): what it was registered with */
    struct error *err;                /* filled when a function returns false */
};

enum rego_builtin_flags {
    REGO_PURE = 0,
    REGO_NONDETERMINISTIC = 1,        /* never folded, memoised within one query only (time.now_ns, rand.intn, uuid.rfc4122) */
    REGO_TAKES_UNKNOWN = 2,           /* decides for itself what an unknown operand means; otherwise the VM answers unknown for it */
    REGO_RELATION = 4,                /* the result is an array of answers to iterate over (walk) */
    REGO_NOT_YET = 16,                /* known by name and type, not supported yet: a call ends the query with a clear message */
    REGO_BY_VM = 8,                   /* known by name and type here, carried out by the compiler or VM (internal.member_2, print, trace, rego.metadata.*) */
};

/* True: *out is the result, or VALUE_NONE for "undefined" without an error. False: call->err says why (REGO_ERR_BUILTIN or REGO_ERR_TYPE);
 * the query then is undefined there, or ends, under --strict-builtin-errors. With REGO_ERR_CANCEL (out of time),
 * REGO_ERR_INTERNAL (not supported yet) or ERROR_NO_MEMORY the query always ends. */
typedef bool rego_builtin_fn(struct rego_call *call, const struct value *operands, struct value *out);

struct rego_builtin {
    const char *name;                 /* "json.patch" */
    const char *signature;
    rego_builtin_fn *fn;              /* NULL with REGO_BY_VM */
    unsigned flags;
    const char *infix;                /* "+" for plus, NULL for most */
};

struct rego_family { const char *name; const struct rego_builtin *rows; const size_t *n; };   /* n: how many rows */
extern const struct rego_family rego_families[];     /* ends with a row whose name is NULL */

/* The row, or NULL. Cost: a binary search. */
const struct rego_builtin *rego_builtin_find(struct str name);

/* For functions that look deeper than the row: "NAME: operand 2 must be array of strings but got array containing number". 1-based. Return false. */
bool rego_operand_error(struct rego_call *call, const char *name, int operand, const char *wanted, const char *got);
/* "NAME: message" with code eval_builtin_error. */
bool rego_builtin_error(struct rego_call *call, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
