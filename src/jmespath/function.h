/* jmespath/function.h: what a file of functions needs: how a function is declared, called, and gives its answer. */
#ifndef RAMPART_JMESPATH_FUNCTION_H
#define RAMPART_JMESPATH_FUNCTION_H

#include "jmespath/ast.h"

enum {
    T_NUMBER = 1, T_STRING = 2, T_BOOL = 4, T_ARRAY = 8, T_OBJECT = 16, T_NULL = 32, T_REFERENCE = 64,
    T_NUMBERS = 128, T_STRINGS = 256,   /* arrays of nothing else */
    T_ANY = T_NUMBER | T_STRING | T_BOOL | T_ARRAY | T_OBJECT | T_NULL
};
#define MAX_ARGUMENTS 2

struct call {
    struct jmespath_run *run;
    const struct jmespath_node *node;
    const struct jmespath_argument *args;
    size_t n;
};

/* A row: what it takes (the last type counts for all that follow when `open`), whether unknowns inside its arguments decide its answer (`deep`), and what
 * it does. Adding a function is adding a row. */
struct jmespath_function {
    const char *name;
    unsigned types[MAX_ARGUMENTS];
    bool open, deep;
    bool (*call)(struct call *call, struct value *out);
};

static inline bool give(struct call *c, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || error_no_memory(c->run->err);
}

struct jmespath_values { struct value *items; size_t len, cap; };
static inline struct value arg(const struct call *c, size_t i) { return c->args[i].value; }
static inline struct arena *arena_of(const struct call *c) { return c->run->arena; }

/* content.c: functions that only jmespath_compile_content knows. */
extern const struct jmespath_function jmespath_content_functions[];
extern const size_t jmespath_n_content_functions;

#endif
