/* rego/builtins/arrays.c: array.concat, array.flatten, array.reverse, array.slice. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

static bool any_is_unknown(const struct value *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value_is_unknown(in[i])) return true;
    return false;
}

BUILTIN(array_concat)
{
    if (any_is_unknown(in, 2)) return give_unknown(call, in, 2, out);
    if (!want_array(call, "array.concat", in, 1) || !want_array(call, "array.concat", in, 2)) return false;
    size_t a = value_len(in[0]), b = value_len(in[1]);
    if (a == 0 || b == 0) return give(call, in[a == 0], out);
    struct value *items = arena_array(call->arena, a + b, sizeof *items);
    if (!items) return error_no_memory(call->err);
    memcpy(items, value_items(in[0]), a * sizeof *items);
    memcpy(items + a, value_items(in[1]), b * sizeof *items);
    return give(call, value_array(call->arena, items, a + b), out);
}

BUILTIN(array_flatten)
{
    struct values flat = {0};
    if (!want_array(call, "array.flatten", in, 1)) return false;
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value v = value_items(in[0])[i];
        if (!value_is_array(v)) {
            if (!values_add(call, &flat, v)) return false;
            continue;
        }
        for (size_t k = 0; k < value_len(v); k++)
            if (!values_add(call, &flat, value_items(v)[k])) return false;
    }
    return give(call, value_array(call->arena, flat.items, flat.len), out);
}

BUILTIN(array_reverse)
{
    if (value_is_unknown(in[0])) return give_unknown(call, in, 1, out);
    if (!want_array(call, "array.reverse", in, 1)) return false;
    size_t n = value_len(in[0]);
    struct value *items = arena_array(call->arena, n ? n : 1, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++) items[i] = value_items(in[0])[n - 1 - i];
    return give(call, value_array(call->arena, items, n), out);
}

BUILTIN(array_slice)
{
    int64_t start, stop;
    if (any_is_unknown(in, 3)) return give_unknown(call, in, 3, out);
    if (!want_array(call, "array.slice", in, 1) || !want_int(call, "array.slice", in, 2, &start) ||
        !want_int(call, "array.slice", in, 3, &stop))
        return false;
    int64_t n = (int64_t)value_len(in[0]);
    if (stop < 0) stop = 0;
    if (stop > n) stop = n;
    if (start < 0) start = 0;
    if (start > stop) start = stop;
    if (start == 0 && stop == n) return give(call, in[0], out);
    return give(call, value_array(call->arena, value_items(in[0]) + start, (size_t)(stop - start)), out);
}

const struct rego_builtin rego_arrays[] = {
    {"array.concat", "array[any], array[any] -> array[any]", array_concat, REGO_TAKES_UNKNOWN, NULL},
    {"array.flatten", "array[any] -> array[any]", array_flatten, REGO_PURE, NULL},
    {"array.reverse", "array[any] -> array[any]", array_reverse, REGO_TAKES_UNKNOWN, NULL},
    {"array.slice", "array[any], number, number -> array[any]", array_slice, REGO_TAKES_UNKNOWN, NULL},
};
const size_t rego_arrays_n = COUNT_OF(rego_arrays);
