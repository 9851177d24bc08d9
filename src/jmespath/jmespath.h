/* jmespath/jmespath.h: JMESPath, the language of awscli's --query, of AWS's paginators and waiters, and of collectors and runbooks.
 * Follows jmespath.org/specification and its compliance suite. An unknown operand makes the answer unknown. */
#ifndef RAMPART_JMESPATH_JMESPATH_H
#define RAMPART_JMESPATH_JMESPATH_H

#include "base/error.h"
#include "value/value.h"

#define JMESPATH_ERRORS(ROW)                                                                                      \
    ROW(JMESPATH_SYNTAX, "jmespath-syntax", "The expression is not JMESPath; the position points into it.")       \
    ROW(JMESPATH_TYPE, "jmespath-invalid-type", "A function was given a value of a type it does not take.")       \
    ROW(JMESPATH_ARITY, "jmespath-invalid-arity", "A function was given too few or too many arguments.")          \
    ROW(JMESPATH_VALUE, "jmespath-invalid-value", "A value is of the right type but not allowed, such as a slice with a step of 0.") \
    ROW(JMESPATH_FUNCTION, "jmespath-unknown-function", "JMESPath has no function of this name.")
JMESPATH_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const jmespath_errors[];

#define JMESPATH_MAX_DEPTH 256   /* of nested expressions: the parser and the interpreter recurse */

struct jmespath;   /* immutable once made: any thread may search with it */

/* Copies what it keeps of `text`. Errors point into the text (column from 1). */
MUST_USE struct jmespath *jmespath_compile(struct arena *arena, struct str text, struct error *err);
/* The same with the functions that collectors and runbooks have besides (content.c): base64_decode(text), csv(text) → objects by the first row,
 * from_json(text), lower(text), split(text, separator), url_decode(text), with(array, object) → its elements with those members beside their own. What cannot be
 * decoded is null. */
MUST_USE struct jmespath *jmespath_compile_content(struct arena *arena, struct str text, struct error *err);
/* The value, VALUE_NULL_ where the path leads nowhere. Results share nodes with `input`. */
MUST_USE bool jmespath_search(struct arena *arena, const struct jmespath *expression, struct value input, struct value *out, struct error *err);

#endif
