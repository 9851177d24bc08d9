/* jmespath/ast.h: a compiled expression, and the table of functions. */
#ifndef RAMPART_JMESPATH_AST_H
#define RAMPART_JMESPATH_AST_H

#include "base/vec.h"
#include "jmespath/jmespath.h"

enum jmespath_kind {
    JN_CURRENT, JN_LITERAL, JN_FIELD, JN_INDEX, JN_SLICE,
    JN_THEN,                                /* right of what left gives: a.b, a[0], a | b */
    JN_PROJECT, JN_PROJECT_VALUES,          /* right of each element of the array, each value of the object, that left gives */
    JN_PROJECT_IF,                          /* the same, of those elements for which `condition` holds */
    JN_FLATTEN, JN_OR, JN_AND, JN_NOT, JN_COMPARE, JN_LIST, JN_HASH, JN_CALL,
    JN_REFERENCE,                           /* &left: argument of a function */
};

struct jmespath_function;

struct jmespath_node {
    enum jmespath_kind kind;
    unsigned depth;                          /* of the tree below: the interpreter recurses so far */
    uint32_t at;                             /* offset in the text */
    unsigned comparator;                     /* COMPARE: its token */
    struct value value;                      /* LITERAL; FIELD: the name; INDEX: the number */
    bool has_start, has_stop;                /* SLICE */
    int64_t start, stop, step;
    const struct jmespath_node *left, *right, *condition;
    const struct jmespath_node **children;   /* LIST, HASH, CALL */
    const struct value *names;               /* HASH: of the children */
    size_t n;
    const struct jmespath_function *function;
};

struct jmespath { struct str text; const struct jmespath_node *root; };

/* One search. */
struct jmespath_run { struct arena *arena; const struct jmespath *expression; struct error *err; };
MUST_USE bool jmespath_eval(struct jmespath_run *run, const struct jmespath_node *node, struct value current, struct value *out);
/* The unknown that comes of these unknowns, or of those inside these values. VALUE_NONE when memory is out. */
MUST_USE struct value jmespath_unknown(struct jmespath_run *run, const struct value *from, size_t n);

struct jmespath_argument { const struct jmespath_node *reference; struct value value; };   /* reference NULL: a value */
const struct jmespath_function *jmespath_function_find(struct str name, bool content);
const char *jmespath_function_nearest(struct str name, bool content);
/* Is this a number of arguments that the function takes? `text` (≥ 64 bytes) is then or else filled with what it takes: "2 arguments". */
bool jmespath_function_takes(const struct jmespath_function *function, size_t n, char *text, size_t room);
MUST_USE bool jmespath_function_call(struct jmespath_run *run, const struct jmespath_node *call, const struct jmespath_argument *arguments, struct value *out);

#endif
