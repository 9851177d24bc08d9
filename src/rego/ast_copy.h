/* rego/ast_copy.h: deep copies of syntax (constants are shared). NULL, or false, when memory is out. */
#ifndef RAMPART_REGO_AST_COPY_H
#define RAMPART_REGO_AST_COPY_H

#include "rego/ast.h"

MUST_USE struct rego_term *rego_copy_term(struct arena *arena, const struct rego_term *term);
MUST_USE struct rego_expr *rego_copy_expr(struct arena *arena, const struct rego_expr *expr);
MUST_USE bool rego_copy_terms(struct arena *arena, const struct rego_terms *from, struct rego_terms *to);
MUST_USE bool rego_copy_body(struct arena *arena, const struct rego_body *from, struct rego_body *to);

#endif
