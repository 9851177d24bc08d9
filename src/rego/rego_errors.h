/* rego/rego_errors.h: the codes of the policy engine; the names are OPA's. */
#ifndef RAMPART_REGO_ERRORS_H
#define RAMPART_REGO_ERRORS_H

#include "base/error.h"

#define REGO_ERRORS(ROW)                                                                                          \
    ROW(REGO_ERR_PARSE, "rego_parse_error", "The text is not Rego; the position is where reading stopped.")       \
    ROW(REGO_ERR_COMPILE, "rego_compile_error", "The module is Rego but contradicts itself or the rest: a rule defined twice, an unused or shadowed name.") \
    ROW(REGO_ERR_UNSAFE_VAR, "rego_unsafe_var_error", "A variable is read where nothing gives it a value.")       \
    ROW(REGO_ERR_RECURSION, "rego_recursion_error", "A rule depends on itself.")                                  \
    ROW(REGO_ERR_TYPE_CHECK, "rego_type_error", "An expression cannot hold for any value: wrong operand types, an unknown function, a wrong number of arguments.") \
    ROW(REGO_ERR_CONFLICT, "eval_conflict_error", "A complete rule or an object key has two different values.")   \
    ROW(REGO_ERR_TYPE, "eval_type_error", "A built-in function was called with an operand of the wrong type.")    \
    ROW(REGO_ERR_BUILTIN, "eval_builtin_error", "A built-in function could not compute its result.")              \
    ROW(REGO_ERR_INTERNAL, "eval_internal_error", "The engine met a state that should not exist; please report it.") \
    ROW(REGO_ERR_WITH_MERGE, "eval_with_merge_error", "A `with` would put a value below one that is no object.")  \
    ROW(REGO_ERR_CANCEL, "eval_cancel_error", "The query ran past its limit of steps, memory or time.")
REGO_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const rego_errors[];

#endif
