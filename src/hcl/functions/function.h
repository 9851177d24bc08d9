/* hcl/functions/function.h: what a function is: one row of a table.
 * A family is one file in hcl/functions/ whose const array is listed in hcl/functions/families.c, and nowhere else. The caller in call.c has
 * checked number, types and nulls of the arguments from the row before it calls. */
#ifndef RAMPART_HCL_FUNCTION_H
#define RAMPART_HCL_FUNCTION_H

#include "hcl/values.h"

struct hcl_call {
    struct arena *arena;
    const struct hcl_scope *scope;
    const struct hcl_function *function;
    struct error *err;
};

/* True: *out is the result. False: call->err says why. */
typedef bool hcl_function_fn(struct hcl_call *call, const struct value *args, size_t n, struct value *out);

enum hcl_function_flags {
    HCL_FN_PLAIN = 0,        /* arguments are known through and through; otherwise the result is unknown without a call */
    HCL_FN_SHALLOW = 1,      /* arguments are known, elements inside them need not be */
    HCL_FN_UNKNOWN = 2,      /* the function decides itself what an unknown argument means */
    HCL_FN_LAZY = 4,         /* try, can: the evaluator's; fn is NULL */
    HCL_FN_IMPURE = 8        /* another result each time: always unknown; fn is NULL */
};

struct hcl_function {
    const char *name;
    /* One letter an argument: s string, n number, b bool (converted), l list (sets and tuples too; an array arrives), L list of strings (converted),
     * q sequence (array or set as it is), m map or object, a any. Behind a letter '?': may be null; '*': any number of this one (last only).
     * '|' in between: what follows may be left out. */
    const char *params;
    unsigned flags;
    hcl_function_fn *fn;
};

/* "NAME: message" with HCL_ERR_FUNCTION. Returns false. */
bool hcl_function_error(struct hcl_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* *out = v; false with no-memory when v is VALUE_NONE. */
bool hcl_function_result(struct hcl_call *call, struct value v, struct value *out);
/* The row, or NULL. */
const struct hcl_function *hcl_function_find(const struct hcl_function *const *tables, struct str name);
/* Checks and converts arguments, then calls. */
bool hcl_function_call(struct arena *arena, const struct hcl_scope *scope, const struct hcl_function *function, const struct value *args, size_t n,
                       struct value *out, struct error *err);

#endif
