/* jmespath/template.h: `${JMESPATH}` in texts, the one way in which collectors and runbooks fill in values.
 * "${x}" alone is the value itself, whatever its type; inside a longer text its text (a string as it is, all else as JSON). `$${` is `${` itself.
 * In an object or a list a value that is null is left out, so that an optional parameter needs no condition. */
#ifndef RAMPART_JMESPATH_TEMPLATE_H
#define RAMPART_JMESPATH_TEMPLATE_H

#include "jmespath/jmespath.h"

struct jmespath_template;   /* immutable once made */

/* `value` is any JSON; its strings may hold ${...}. Expressions may use the functions of content. Errors have no position: the caller knows the place. */
MUST_USE struct jmespath_template *jmespath_template_compile(struct arena *arena, struct value value, struct error *err);
/* Filled from `context`. An unknown inside a text makes it unknown. VALUE_NULL_ where all of it is null. */
MUST_USE bool jmespath_template_fill(struct arena *arena, const struct jmespath_template *t, struct value context, struct value *out, struct error *err);

#endif
