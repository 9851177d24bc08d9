/* rego/compile.h: the checking compiler: modules as read → a program in the checked form of rego/ast.h.
 * compile.c holds the table of passes; each pass is a file. A module belongs to one program: checking rewrites it in place. */
#ifndef RAMPART_REGO_COMPILE_H
#define RAMPART_REGO_COMPILE_H

#include "rego/ast.h"

struct rego_check_options {
    bool keep_print;                  /* print() is carried out; without, it is removed */
    bool strict;                      /* opa's --strict: unused and shadowing names are errors */
    /* Does the base document (below data, `path` of n string constants) hold something there? For rules that would hide it; NULL: nothing does. */
    bool (*data_exists)(void *context, const struct rego_term *const *path, size_t n);
    void *context;
    const struct rego_builtin *externs;   /* functions of the host, known beside the built-in ones */
    size_t n_externs;
};

/* All modules into *out. False when there are issues. The program lives in `arena`, as must the modules; options NULL: the defaults. */
MUST_USE bool rego_check(struct arena *arena, struct rego_module **modules, size_t n, const struct rego_check_options *options,
                         struct rego_program **out, struct rego_issues *issues);

/* A query (from rego_parse_query) against a program. package (a REF from data, or NULL) and imports give its names a meaning. */
struct rego_query_context {
    const struct rego_term *package;
    struct rego_import *const *imports;
    size_t n_imports;
    bool keep_print;
};
MUST_USE bool rego_check_query(struct arena *arena, struct rego_program *program, struct rego_body body, const struct rego_query_context *context,
                               struct rego_query **out, struct rego_issues *issues);

/* The node that a path of constants below `data` leads to, or NULL. */
struct rego_node *rego_node_child(const struct rego_node *node, struct value key);

#endif
