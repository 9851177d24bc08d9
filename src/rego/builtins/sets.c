/* rego/builtins/sets.c: and, or, set_diff, intersection, union (minus is with the numbers, which share its sign). */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

/* Merges two sorted sets; keep says which members: of both, of either, of the first alone. */
enum keep { KEEP_BOTH, KEEP_EITHER, KEEP_FIRST };

static bool merge(struct rego_call *call, struct value a, struct value b, enum keep keep, struct value *out)
{
    size_t i = 0, k = 0, n = 0, la = value_len(a), lb = value_len(b);
    struct value *items = arena_array(call->arena, la + (keep == KEEP_EITHER ? lb : 0) + 1, sizeof *items);
    if (!items) return error_no_memory(call->err);
    while (i < la || k < lb) {
        int order = i >= la ? 1 : k >= lb ? -1 : value_compare(value_items(a)[i], value_items(b)[k]);
        struct value v = order <= 0 ? value_items(a)[i] : value_items(b)[k];
        bool take = order == 0 ? keep != KEEP_FIRST : order < 0 ? keep != KEEP_BOTH : keep == KEEP_EITHER;
        if (order <= 0) i++;
        if (order >= 0) k++;
        if (take) items[n++] = v;
    }
    return give(call, value_set(call->arena, items, n), out);
}

static bool operation(struct rego_call *call, const char *name, const struct value *in, enum keep keep, struct value *out)
{
    if (!want_set(call, name, in, 1) || !want_set(call, name, in, 2)) return false;
    return merge(call, in[0], in[1], keep, out);
}

BUILTIN(set_and) { return operation(call, "and", in, KEEP_BOTH, out); }
BUILTIN(set_or) { return operation(call, "or", in, KEEP_EITHER, out); }
BUILTIN(set_diff) { return operation(call, "set_diff", in, KEEP_FIRST, out); }

bool set_minus(struct rego_call *call, const struct value *in, struct value *out) { return merge(call, in[0], in[1], KEEP_FIRST, out); }

BUILTIN(intersection)
{
    if (!want_set(call, "intersection", in, 1)) return false;
    for (size_t i = 0; i < value_len(in[0]); i++)
        if (!want_set(call, "intersection", value_items(in[0]) + i, 1)) return false;
    if (value_len(in[0]) == 0) return give(call, in[0], out);
    *out = value_items(in[0])[0];
    for (size_t i = 1; i < value_len(in[0]); i++)
        if (!merge(call, *out, value_items(in[0])[i], KEEP_BOTH, out)) return false;
    return true;
}

BUILTIN(set_union)
{
    struct values all = {0};
    if (!want_set(call, "union", in, 1)) return false;
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value set = value_items(in[0])[i];
        if (!want_set(call, "union", &set, 1)) return false;
        for (size_t k = 0; k < value_len(set); k++)
            if (!values_add(call, &all, value_items(set)[k])) return false;
    }
    return give(call, value_set(call->arena, all.items, all.len), out);
}

#define TWO "set[any], set[any] -> set[any]"

const struct rego_builtin rego_sets[] = {
    {"and", TWO, set_and, REGO_PURE, "&"},
    {"intersection", "set[set[any]] -> set[any]", intersection, REGO_PURE, NULL},
    {"or", TWO, set_or, REGO_PURE, "|"},
    {"set_diff", TWO, set_diff, REGO_PURE, NULL},
    {"union", "set[set[any]] -> set[any]", set_union, REGO_PURE, NULL},
};
const size_t rego_sets_n = COUNT_OF(rego_sets);
