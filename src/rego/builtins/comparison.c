/* rego/builtins/comparison.c: the operators of order and equality, for values without unknowns; with one in them the VM decides. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

BUILTIN(equal) { return give_bool(value_equal(in[0], in[1]), out); }
BUILTIN(neq) { return give_bool(!value_equal(in[0], in[1]), out); }
BUILTIN(gt) { return give_bool(value_compare(in[0], in[1]) > 0, out); }
BUILTIN(gte) { return give_bool(value_compare(in[0], in[1]) >= 0, out); }
BUILTIN(lt) { return give_bool(value_compare(in[0], in[1]) < 0, out); }
BUILTIN(lte) { return give_bool(value_compare(in[0], in[1]) <= 0, out); }

#define TWO "any, any -> boolean"

const struct rego_builtin rego_comparison[] = {
    {"equal", TWO, equal, REGO_PURE, "=="},
    {"gt", TWO, gt, REGO_PURE, ">"},
    {"gte", TWO, gte, REGO_PURE, ">="},
    {"lt", TWO, lt, REGO_PURE, "<"},
    {"lte", TWO, lte, REGO_PURE, "<="},
    {"neq", TWO, neq, REGO_PURE, "!="},
};
const size_t rego_comparison_n = COUNT_OF(rego_comparison);
