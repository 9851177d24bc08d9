/* rego/codegen.h: checked modules (ast.h) → byte code (program.h). */
#ifndef RAMPART_REGO_CODEGEN_H
#define RAMPART_REGO_CODEGEN_H

#include "rego/ast.h"
#include "rego/program.h"

/* A function of the host, known by its row. */
struct rego_externs { const struct rego_builtin *rows; size_t n; };

struct rego_generate_options {
    struct rego_externs externs;      /* numbered as here in vm_settings.externs */
    bool no_index, no_early_exit;     /* look at every body, and for every solution: to test that it makes no difference */
    bool test_cases;                  /* rules test_NAME[key] tell of each key they begin with */
    bool tracing;                     /* with EXPR instructions, for coverage and profiles */
};

/* The program lives in `arena`, together with constants of the syntax tree, which must live as long. */
MUST_USE const struct vm_program *rego_generate(struct arena *arena, struct rego_program *checked, const struct rego_generate_options *options, struct error *err);

/* A query's code; *program stands on `base`. Answers carry the query's slots. */
MUST_USE const struct vm_code *rego_generate_query(struct arena *arena, const struct vm_program *base, const struct rego_query *query,
                                                   const struct rego_generate_options *options, const struct vm_program **program, struct error *err);

#endif
