/* rego/builtins/aggregates.c: count, sum, product, max, min, sort, all, any. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

#include "base/utf8.h"

static bool want_list(struct rego_call *call, const char *name, const struct value *in, const char *wanted)
{
    return value_is_array(in[0]) || value_is_set(in[0]) || operand_type(call, name, 1, in[0], wanted);
}

/* Two unknowns may turn out to be the same member, so a set's size is certain only up to one of them. */
static bool size_is_certain(struct value v)
{
    if (value_is_array(v) || value_is_string(v) || value_len(v) <= 1 || !value_has_unknown(v)) return true;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value key = value_is_set(v) ? value_items(v)[i] : value_pairs(v)[i].key;
        if (value_has_unknown(key)) return false;
    }
    return true;
}

BUILTIN(count)
{
    switch (value_type(in[0])) {
    case VALUE_STRING: return give_int(call, (int64_t)utf8_count(value_str(in[0])), out);
    case VALUE_ARRAY:
    case VALUE_OBJECT:
    case VALUE_SET:
        if (!size_is_certain(in[0])) return give_unknown(call, in, 1, out);
        return give_int(call, (int64_t)value_len(in[0]), out);
    case VALUE_UNKNOWN: return give_unknown(call, in, 1, out);
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_UNDEFINED: break;
    }
    return operand_type(call, "count", 1, in[0], "one of {array, object, set, string}");
}

static bool all_numbers(struct rego_call *call, const char *name, const struct value *in)
{
    if (!want_list(call, name, in, "one of {set, array}")) return false;
    for (size_t i = 0; i < value_len(in[0]); i++)
        if (!value_is_number(value_items(in[0])[i])) return operand_element(call, name, 1, in[0], value_items(in[0])[i], "number");
    return true;
}

BUILTIN(sum)
{
    if (!all_numbers(call, "sum", in)) return false;
    return give_arith(call, "sum", arith_sum(call->arena, value_items(in[0]), value_len(in[0]), ARITH_PRECISION_REGO, out));
}

BUILTIN(product)
{
    if (!all_numbers(call, "product", in)) return false;
    return give_arith(call, "product", arith_product(call->arena, value_items(in[0]), value_len(in[0]), ARITH_PRECISION_REGO, out));
}

/* The last of the greatest (sign 1) or of the least (sign -1); none for an empty collection. */
static bool extreme(struct rego_call *call, const char *name, const struct value *in, int sign, struct value *out)
{
    if (!want_list(call, name, in, "one of {set, array}")) return false;
    struct value best = VALUE_NONE;
    for (size_t i = 0; i < value_len(in[0]); i++)
        if (value_is_none(best) || sign * value_compare(value_items(in[0])[i], best) >= 0) best = value_items(in[0])[i];
    *out = best;
    return true;
}

BUILTIN(max) { return extreme(call, "max", in, 1, out); }
BUILTIN(min) { return extreme(call, "min", in, -1, out); }

static bool sort_values(struct rego_call *call, struct value *items, size_t n)
{
    /* Bottom-up merge sort: stable, no recursion, n log n whatever the input. */
    struct value *spare = arena_array(call->arena, n ? n : 1, sizeof *spare), *from = items, *to = spare;
    if (!spare) return error_no_memory(call->err);
    for (size_t width = 1; width < n; width *= 2) {
        if (out_of_time(call, "sort")) return false;
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
            size_t a = start, b = middle;
            for (size_t k = start; k < end; k++)
                to[k] = a < middle && (b >= end || value_compare(from[a], from[b]) <= 0) ? from[a++] : from[b++];
        }
        struct value *swap = from;
        from = to;
        to = swap;
    }
    if (from != items) memcpy(items, from, n * sizeof *items);
    return true;
}

BUILTIN(sort)
{
    if (!want_list(call, "sort", in, "one of {set, array}")) return false;
    size_t n = value_len(in[0]);
    if (value_is_set(in[0])) return give(call, value_array(call->arena, value_items(in[0]), n), out);
    struct value *items = arena_array(call->arena, n ? n : 1, sizeof *items);
    if (!items) return error_no_memory(call->err);
    memcpy(items, value_items(in[0]), n * sizeof *items);
    return sort_values(call, items, n) && give(call, value_array(call->arena, items, n), out);
}

/* One member that decides is enough, whatever else is unknown. */
static bool quantify(struct rego_call *call, const char *name, const struct value *in, bool all, struct value *out)
{
    if (value_is_unknown(in[0])) return give_unknown(call, in, 1, out);
    if (!want_list(call, name, in, "one of {array, set}")) return false;
    bool maybe = false;
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value v = value_items(in[0])[i];
        if (value_is_unknown(v)) maybe = true;
        else if (value_is_true(v) != all) return give_bool(!all, out);
    }
    return maybe ? give_unknown(call, in, 1, out) : give_bool(all, out);
}

BUILTIN(all) { return quantify(call, "all", in, true, out); }
BUILTIN(any) { return quantify(call, "any", in, false, out); }

#define LIST "any<array[any], set[any]>"
#define NUMBERS "any<array[number], set[number]>"

const struct rego_builtin rego_aggregates[] = {
    {"all", LIST " -> boolean", all, REGO_TAKES_UNKNOWN, NULL},
    {"any", LIST " -> boolean", any, REGO_TAKES_UNKNOWN, NULL},
    {"count", "any<string, array[any], object[any: any], set[any]> -> number", count, REGO_TAKES_UNKNOWN, NULL},
    {"max", LIST " -> any", max, REGO_PURE, NULL},
    {"min", LIST " -> any", min, REGO_PURE, NULL},
    {"product", NUMBERS " -> number", product, REGO_PURE, NULL},
    {"sort", LIST " -> array[any]", sort, REGO_PURE, NULL},
    {"sum", NUMBERS " -> number", sum, REGO_PURE, NULL},
};
const size_t rego_aggregates_n = COUNT_OF(rego_aggregates);
