/* rego/types.h: the types of the checker, and the signatures of built-ins. Internal. */
#ifndef RAMPART_REGO_TYPES_H
#define RAMPART_REGO_TYPES_H

#include "rego/check.h"

/* Number of operands in the row's signature. */
size_t builtin_arity(const struct rego_builtin *b);
/* "NAME: arity mismatch, have: (...), want: (...)". */
void type_arity_error(struct checker *c, const struct rego_expr *e, const struct rego_builtin *b);

#endif
