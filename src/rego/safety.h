/* rego/safety.h: the questions safety.c asks about an expression. All answer false when memory is out. */
#ifndef RAMPART_REGO_SAFETY_H
#define RAMPART_REGO_SAFETY_H

#include "rego/check.h"

/* What e gives a value when those in `safe` have one (without these). */
bool safety_outputs(struct arena *arena, struct rego_expr *e, const struct bits *safe, struct bits *out);
/* What e mentions outside of closures: needed, unless it is an output. Adds to out. */
bool safety_visible(struct arena *arena, const struct rego_expr *e, struct bits *out);
/* What e's closures mention. Adds to out. */
bool safety_closures(struct arena *arena, struct rego_expr *e, struct bits *out);

#endif
