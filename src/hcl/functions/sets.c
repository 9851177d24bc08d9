/* hcl/functions/sets.c: setintersection, setproduct, setsubtract, setunion. */
#include "hcl/functions/families.h"

/* All arguments as sets whose elements have one type. */
static bool as_sets(struct hcl_call *call, const struct value *args, size_t n, struct value **out)
{
    bool unified;
    struct value *sets = arena_copy(call->arena, args, n * sizeof *args);
    if (!sets) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++)
        if (value_is_none(sets[i] = value_set(call->arena, value_items(args[i]), value_len(args[i])))) return error_no_memory(call->err);
    if (!hcl_unify_values(call->arena, sets, n, &unified)) return error_no_memory(call->err);
    if (!unified) return hcl_function_error(call, "all sets must have elements of the same type");
    *out = sets;
    return true;
}

static bool combine(struct hcl_call *call, const struct value *args, size_t n, bool keep_common, struct value *out)
{
    struct value *sets;
    if (!as_sets(call, args, n, &sets)) return false;
    size_t len = value_len(sets[0]), kept = 0;
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        struct value item = value_items(sets[0])[i];
        size_t in = 1;
        while (in < n && !value_is_none(value_get(sets[in], item)) == keep_common) in++;
        if (in == n) items[kept++] = item;
    }
    return hcl_function_result(call, value_set(call->arena, items, kept), out);
}

static bool setintersection(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return combine(call, args, n, true, out); }
static bool setsubtract(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return combine(call, args, n, false, out); }

static bool setunion(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value *sets;
    if (!as_sets(call, args, n, &sets)) return false;
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += value_len(sets[i]);
    struct value *items = arena_array(call->arena, total, sizeof *items);
    if (!items) return error_no_memory(call->err);
    total = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(items + total, value_items(sets[i]), value_len(sets[i]) * sizeof *items);
        total += value_len(sets[i]);
    }
    return hcl_function_result(call, value_set(call->arena, items, total), out);
}

/* The elements of one argument, of one type. */
static bool uniform(struct hcl_call *call, struct value v, struct value *out)
{
    bool unified;
    struct value *items = arena_copy(call->arena, value_items(v), value_len(v) * sizeof *items);
    if (!items || !hcl_unify_values(call->arena, items, value_len(v), &unified)) return error_no_memory(call->err);
    if (!unified) return hcl_function_error(call, "the elements of each set must have one type");
    return hcl_function_result(call, value_array(call->arena, items, value_len(v)), out);
}

/* All combinations of one element of each; a set when all are sets. */
static bool setproduct(struct hcl_call *call, const struct value *given, size_t n, struct value *out)
{
    if (n < 2) return hcl_function_error(call, "at least two arguments are needed");
    struct value *args = arena_copy(call->arena, given, n * sizeof *args);
    if (!args) return error_no_memory(call->err);
    size_t total = 1;
    bool all_sets = true;
    for (size_t i = 0; i < n; i++) {
        if (!hcl_is_sequence(args[i])) return hcl_function_error(call, "a set or list is needed, found %s", hcl_type_name(args[i]));
        all_sets &= value_is_set(args[i]);
        if (!uniform(call, args[i], &args[i])) return false;
        if (value_len(args[i]) && total > HCL_MAX_ITEMS / value_len(args[i])) return error_set(call->err, &HCL_ERR_SIZE, "setproduct: more than %u combinations", HCL_MAX_ITEMS);
        total *= value_len(args[i]);
    }
    struct value *items = arena_array(call->arena, total, sizeof *items), *pick = arena_array(call->arena, n, sizeof *pick);
    if (!items || !pick) return error_no_memory(call->err);
    for (size_t i = 0; i < total; i++) {
        size_t rest = i;
        for (size_t j = n; j-- > 0;) {
            pick[j] = value_items(args[j])[rest % value_len(args[j])];
            rest /= value_len(args[j]);
        }
        if (value_is_none(items[i] = value_array(call->arena, pick, n))) return error_no_memory(call->err);
    }
    return hcl_function_result(call, all_sets ? value_set(call->arena, items, total) : value_array(call->arena, items, total), out);
}

const struct hcl_function hcl_sets[] = {
    {"setintersection", "qq*", HCL_FN_PLAIN, setintersection},
    {"setproduct", "a*", HCL_FN_SHALLOW, setproduct},
    {"setsubtract", "qq", HCL_FN_PLAIN, setsubtract},
    {"setunion", "qq*", HCL_FN_PLAIN, setunion},
    {NULL, NULL, 0, NULL},
};
