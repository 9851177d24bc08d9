/* hcl/functions/collections.c: lists and maps. Elements may be unknown where a result does not depend on what they are. */
#include <stdlib.h>

#include "hcl/functions/families.h"
#include "hcl/unicode.h"
#include "value/arith.h"

#define MAX_RANGE 1024   /* Terraform's own */

static bool array_result(struct hcl_call *call, const struct value *items, size_t n, struct value *out)
{
    return hcl_function_result(call, value_array(call->arena, items, n), out);
}

static bool unknown_result(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    return hcl_function_result(call, hcl_unknown_of(call->arena, args, n), out);
}

static bool too_many(struct hcl_call *call) { return error_set(call->err, &HCL_ERR_SIZE, "%s: more than %u elements", call->function->name, HCL_MAX_ITEMS); }

/* A whole number argument. */
static bool whole(struct hcl_call *call, struct value v, const char *what, int64_t *out)
{
    return value_number_to_int64(v, out) || hcl_function_error(call, "the %s must be a whole number", what);
}

static bool length(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (value_is_string(args[0])) {
        struct hcl_unicode unicode = {0};
        *out = value_small((int64_t)hcl_grapheme_count(&unicode, value_str(args[0])));
        hcl_unicode_free(&unicode);
        return true;
    }
    if (!hcl_is_sequence(args[0]) && !value_is_object(args[0])) return hcl_function_error(call, "a string, list, set, map or object is needed, found %s", hcl_type_name(args[0]));
    if (value_is_set(args[0]) && value_has_unknown(args[0]) && value_len(args[0]) > 1) return unknown_result(call, args, 1, out);   /* members may turn out equal */
    *out = value_small((int64_t)value_len(args[0]));
    return true;
}

static bool keys(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]);
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) items[i] = value_pairs(args[0])[i].key;
    return array_result(call, items, len, out);
}

static bool values(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]);
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) items[i] = value_pairs(args[0])[i].value;
    return array_result(call, items, len, out);
}

static bool lookup(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (n > 3) return error_set(call->err, &HCL_ERR_CALL, "lookup: takes two or three arguments, found %zu", n);
    if (value_is_unknown(args[0]) || value_is_unknown(args[1])) return unknown_result(call, args, 2, out);
    *out = value_get_str(args[0], value_str(args[1]));
    if (!value_is_none(*out)) return true;
    if (n < 3) return hcl_function_error(call, "there is no element with the key '%.*s'", (int)(value_len(args[1]) < 200 ? value_len(args[1]) : 200), value_cstr(args[1]));
    *out = args[2];
    return true;
}

static bool merge(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t total = 0;
    bool unknown = false;
    for (size_t i = 0; i < n; i++) {
        if (value_is_object(args[i])) total += value_len(args[i]);
        else if (value_is_unknown(args[i])) unknown = true;
        else if (!value_is_null(args[i])) return hcl_function_error(call, "arguments must be maps or objects, got %s", hcl_type_name(args[i]));
    }
    if (unknown) return unknown_result(call, args, n, out);
    struct value_pair *pairs = arena_array(call->arena, total, sizeof *pairs);
    if (!pairs) return error_no_memory(call->err);
    total = 0;
    for (size_t i = 0; i < n; i++) {
        if (!value_is_object(args[i])) continue;
        memcpy(pairs + total, value_pairs(args[i]), value_len(args[i]) * sizeof *pairs);
        total += value_len(args[i]);
    }
    return hcl_function_result(call, value_object(call->arena, pairs, total), out);
}

static bool concat(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t total = 0;
    bool unknown = false;
    if (n == 0) return hcl_function_error(call, "at least one argument is needed");
    for (size_t i = 0; i < n; i++) {
        if (value_is_unknown(args[i])) unknown = true;
        else if (!value_is_array(args[i])) return hcl_function_error(call, "all arguments must be lists or tuples, got %s", hcl_type_name(args[i]));
        else total += value_len(args[i]);
    }
    if (unknown) return unknown_result(call, args, n, out);
    if (total > HCL_MAX_ITEMS) return too_many(call);
    struct value *items = arena_array(call->arena, total, sizeof *items);
    if (!items) return error_no_memory(call->err);
    total = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(items + total, value_items(args[i]), value_len(args[i]) * sizeof *items);
        total += value_len(args[i]);
    }
    return array_result(call, items, total, out);
}

static bool contains(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    bool maybe = false;
    if (!hcl_is_sequence(args[0])) return hcl_function_error(call, "the argument must be a list, tuple, or set, found %s", hcl_type_name(args[0]));
    for (size_t i = 0; i < value_len(args[0]); i++) {
        struct value same = hcl_equal(call->arena, value_items(args[0])[i], args[1]);
        if (value_is_true(same)) return *out = VALUE_TRUE, true;
        maybe |= value_is_unknown(same);
    }
    if (maybe) return unknown_result(call, args, n, out);
    *out = VALUE_FALSE;
    return true;
}

static bool index_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (!value_is_array(args[0])) return hcl_function_error(call, "the argument must be a list or tuple, found %s", hcl_type_name(args[0]));
    if (value_len(args[0]) == 0) return hcl_function_error(call, "cannot search an empty list");
    for (size_t i = 0; i < value_len(args[0]); i++) {
        struct value same = hcl_equal(call->arena, value_items(args[0])[i], args[1]);
        if (value_is_unknown(same)) return unknown_result(call, args, n, out);
        if (value_is_true(same)) return *out = value_small((int64_t)i), true;
    }
    return hcl_function_error(call, "item not found");
}

static bool element(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    int64_t i;
    if (!value_is_array(args[0])) return hcl_function_error(call, "cannot read elements from %s", hcl_type_name(args[0]));
    if (!whole(call, args[1], "index", &i)) return false;
    int64_t len = (int64_t)value_len(args[0]);
    if (len == 0) return hcl_function_error(call, "cannot use an empty list");
    *out = value_items(args[0])[(i % len + len) % len];   /* -1 is the last one */
    return true;
}

static bool slice(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    int64_t from, to;
    if (!value_is_array(args[0])) return hcl_function_error(call, "cannot slice a %s, because its elements are not in order", hcl_type_name(args[0]));
    if (!whole(call, args[1], "start index", &from) || !whole(call, args[2], "end index", &to)) return false;
    if (from < 0 || to < 0) return hcl_function_error(call, "indexes must not be negative");
    if ((uint64_t)to > value_len(args[0])) return hcl_function_error(call, "the end index must not be greater than the length of the list");
    if (from > to) return hcl_function_error(call, "the start index must not be greater than the end index");
    return array_result(call, value_items(args[0]) + from, (size_t)(to - from), out);
}

static bool reverse(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]);
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) items[i] = value_items(args[0])[len - 1 - i];
    return array_result(call, items, len, out);
}

static bool one(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (!hcl_is_sequence(args[0]) || value_len(args[0]) > 1) return hcl_function_error(call, "a list, set, or tuple with zero or one elements is needed");
    *out = value_len(args[0]) ? value_items(args[0])[0] : VALUE_NULL_;
    return true;
}

/* --- flatten --- */

#define MAX_FLATTEN_DEPTH 1000

static bool flatten_into(struct hcl_call *call, struct value v, size_t depth, struct value *items, size_t *len)
{
    for (size_t i = 0; i < value_len(v); i++) {
        struct value item = value_items(v)[i];
        if (hcl_is_sequence(item) && depth < MAX_FLATTEN_DEPTH) {
            if (!flatten_into(call, item, depth + 1, items, len)) return false;
        } else {
            if (items) items[*len] = item;
            if (++*len > HCL_MAX_ITEMS) return too_many(call);
        }
    }
    return true;
}

/* An unknown beside the lists may be a list itself, of which the length is not known; one inside a list is taken for an element. */
static bool flatten(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = 0;
    if (!hcl_is_sequence(args[0])) return hcl_function_error(call, "can only flatten lists, sets and tuples");
    for (size_t i = 0; i < value_len(args[0]); i++)
        if (value_is_unknown(value_items(args[0])[i])) return unknown_result(call, args, 1, out);
    if (!flatten_into(call, args[0], 0, NULL, &len)) return false;
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    len = 0;
    return flatten_into(call, args[0], 0, items, &len) && array_result(call, items, len, out);
}

/* --- first of several --- */

static bool is_empty_string(struct value v) { return value_is_string(v) && value_len(v) == 0; }

static bool coalesce(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    bool unified;
    struct value *copy = arena_copy(call->arena, args, n * sizeof *args);
    if (!copy || !hcl_unify_values(call->arena, copy, n, &unified)) return error_no_memory(call->err);
    if (!unified || n == 0) return hcl_function_error(call, "all arguments must have the same type");
    for (size_t i = 0; i < n; i++) {
        if (value_is_unknown(copy[i])) return unknown_result(call, args + i, n - i, out);
        if (value_is_null(copy[i]) || is_empty_string(copy[i])) continue;
        *out = copy[i];
        return true;
    }
    return hcl_function_error(call, "no argument is neither null nor an empty string");
}

static bool coalescelist(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    for (size_t i = 0; i < n; i++)
        if (!value_is_array(args[i]) && !value_is_null(args[i]) && !value_is_unknown(args[i]))
            return hcl_function_error(call, "arguments must be lists or tuples, found %s", hcl_type_name(args[i]));
    for (size_t i = 0; i < n; i++) {
        if (value_is_unknown(args[i])) return unknown_result(call, args + i, n - i, out);
        if (value_is_null(args[i])) continue;
        if (value_len(args[i]) == 0) continue;
        *out = args[i];
        return true;
    }
    return hcl_function_error(call, "no argument is a list with elements");
}

static bool compact(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = 0;
    struct value *items = arena_array(call->arena, value_len(args[0]), sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < value_len(args[0]); i++) {
        struct value item = value_items(args[0])[i];
        if (!value_is_null(item) && !is_empty_string(item)) items[len++] = item;
    }
    return array_result(call, items, len, out);
}

/* --- lists that are compared element by element --- */

/* The list with its elements of one type; false after an error. */
static bool unified_list(struct hcl_call *call, struct value list, struct value *out)
{
    static const struct hcl_type type = {.kind = HCL_TYPE_LIST, .element = &hcl_type_any};
    struct error err = {0};
    return hcl_convert(call->arena, list, &type, out, &err) || (call->arena->failed ? error_no_memory(call->err) : hcl_function_error(call, "%s", err.message));
}

static bool distinct(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value list;
    if (!unified_list(call, args[0], &list)) return false;
    size_t len = value_len(list), kept = 0;
    struct value *items = arena_array(call->arena, len, sizeof *items), seen = value_set(call->arena, value_items(list), len);
    bool *taken = arena_zero(call->arena, len + 1);
    if (!items || !taken || value_is_none(seen)) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        size_t low = 0, high = value_len(seen);
        while (low < high) {   /* the set is sorted */
            size_t mid = (low + high) / 2;
            if (value_compare(value_items(seen)[mid], value_items(list)[i]) < 0) low = mid + 1;
            else high = mid;
        }
        if (taken[low]) continue;
        taken[low] = true;
        items[kept++] = value_items(list)[i];
    }
    return array_result(call, items, kept, out);
}

static bool chunklist(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    int64_t size;
    struct value list;
    if (!whole(call, args[1], "size", &size) || !unified_list(call, args[0], &list)) return false;
    if (size < 0) return hcl_function_error(call, "the size must not be negative");
    size_t len = value_len(list), step = size == 0 || (uint64_t)size > len ? len : (size_t)size, chunks = 0;
    struct value *items = arena_array(call->arena, step ? len / step + 1 : 1, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i += step) {
        items[chunks] = value_array(call->arena, value_items(list) + i, len - i < step ? len - i : step);
        if (value_is_none(items[chunks++])) return error_no_memory(call->err);
    }
    return array_result(call, items, chunks, out);
}

static bool matchkeys(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]), kept = 0;
    if (value_len(args[1]) != len) return hcl_function_error(call, "length of keys and values should be equal");
    struct value *items = arena_array(call->arena, len, sizeof *items);
    struct value both[2] = {args[1], args[2]};
    bool unified;
    if (!items || !hcl_unify_values(call->arena, both, 2, &unified)) return error_no_memory(call->err);
    struct value wanted = value_set(call->arena, value_items(both[1]), value_len(both[1]));
    if (value_is_none(wanted)) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++)
        if (!value_is_none(value_get(wanted, value_items(both[0])[i]))) items[kept++] = value_items(args[0])[i];
    return array_result(call, items, kept, out);
}

static bool sort(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]);
    struct value_pair *pairs = arena_array(call->arena, len, sizeof *pairs);
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items || !pairs) return error_no_memory(call->err);
    struct value set = value_set(call->arena, value_items(args[0]), len);   /* sorted; repetitions are put back below */
    if (value_is_none(set)) return error_no_memory(call->err);
    size_t distinct_n = value_len(set), at = 0;
    uint32_t *counts = arena_zero(call->arena, (distinct_n + 1) * sizeof *counts);
    if (!counts) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        struct value item = value_items(args[0])[i];
        if (value_is_null(item)) return hcl_function_error(call, "given list element %zu is null; a null string cannot be sorted", i);
        size_t low = 0, high = distinct_n;
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (value_compare(value_items(set)[mid], item) < 0) low = mid + 1;
            else high = mid;
        }
        counts[low]++;
    }
    for (size_t i = 0; i < distinct_n; i++)
        while (counts[i]--) items[at++] = value_items(set)[i];
    return array_result(call, items, at, out);
}

/* --- numbers and bools --- */

static bool range(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (n == 0 || n > 3) return hcl_function_error(call, "takes one, two or three arguments");
    struct value from = n == 1 ? value_small(0) : args[0], to = n == 1 ? args[0] : args[1], step = value_small(1), items[MAX_RANGE];
    size_t len = 0;
    if (n == 3) step = args[2];
    else if (value_number_compare(to, from) < 0) step = value_small(-1);
    int direction = value_number_compare(step, value_small(0));
    if (direction > 0 && value_number_compare(to, from) < 0) return hcl_function_error(call, "the end must be greater than or equal to the start when the step is positive");
    if (direction < 0 && value_number_compare(to, from) > 0) return hcl_function_error(call, "the end must be less than or equal to the start when the step is negative");
    while (value_number_compare(to, from) * (direction < 0 ? -1 : 1) > 0) {
        if (len == MAX_RANGE) return error_set(call->err, &HCL_ERR_SIZE, "range: more than %d values", MAX_RANGE);
        items[len++] = from;
        enum arith_status status = arith_add(call->arena, from, step, ARITH_PRECISION_HCL, &from);
        if (status != ARITH_OK) return status == ARITH_NO_MEMORY ? error_no_memory(call->err) : hcl_function_error(call, "%s", arith_status_text(status));
    }
    return array_result(call, items, len, out);
}

static bool sum(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (!hcl_is_sequence(args[0])) return hcl_function_error(call, "cannot sum a %s", hcl_type_name(args[0]));
    size_t len = value_len(args[0]);
    if (len == 0) return hcl_function_error(call, "cannot sum an empty list");
    struct value *items = arena_array(call->arena, len, sizeof *items);
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        struct error err = {0};
        if (value_is_null(value_items(args[0])[i]) || !hcl_to_number(call->arena, value_items(args[0])[i], &items[i], &err))
            return hcl_function_error(call, "the argument must be a list, set, or tuple of numbers");
    }
    enum arith_status status = arith_sum(call->arena, items, len, ARITH_PRECISION_HCL, out);
    if (status == ARITH_OK) return true;
    return status == ARITH_NO_MEMORY ? error_no_memory(call->err) : hcl_function_error(call, "%s", arith_status_text(status));
}

/* Whether all (any) are true; null counts as false. An element of the other kind decides, whatever is unknown beside it. */
static bool all_or_any(struct hcl_call *call, struct value list, bool all, struct value *out)
{
    static const struct hcl_type bools = {.kind = HCL_TYPE_LIST, .element = &hcl_type_bool};
    struct error err = {0};
    bool maybe = false;
    if (!hcl_convert(call->arena, list, &bools, &list, &err)) return hcl_function_error(call, "%s", err.message);
    for (size_t i = 0; i < value_len(list); i++) {
        struct value item = value_items(list)[i];
        if (value_is_unknown(item)) maybe = true;
        else if (value_is_true(item) != all) return *out = value_bool(!all), true;
    }
    if (maybe) return unknown_result(call, &list, 1, out);
    *out = value_bool(all);
    return true;
}

static bool alltrue(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return all_or_any(call, args[0], true, out); }
static bool anytrue(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return all_or_any(call, args[0], false, out); }

/* --- maps out of lists --- */

static bool zipmap(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = value_len(args[0]);
    if (!hcl_is_sequence(args[1])) return hcl_function_error(call, "the values must be a list, found %s", hcl_type_name(args[1]));
    if (len != value_len(args[1])) return hcl_function_error(call, "number of keys (%zu) does not match number of values (%zu)", len, value_len(args[1]));
    struct value_pair *pairs = arena_array(call->arena, len, sizeof *pairs);
    if (!pairs) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        pairs[i] = (struct value_pair){value_items(args[0])[i], value_items(args[1])[i]};
        if (value_is_unknown(pairs[i].key)) return unknown_result(call, args, n, out);
        if (value_is_null(pairs[i].key)) return hcl_function_error(call, "key %zu is null", i);
    }
    return hcl_function_result(call, value_object(call->arena, pairs, len), out);
}

struct link { struct value key, value; };

static int by_key_then_value(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    int order = value_compare(x->key, y->key);
    return order ? order : value_compare(x->value, y->value);
}

static bool transpose(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    VEC(struct link) links = {0};
    for (size_t i = 0; i < value_len(args[0]); i++) {
        struct value key = value_pairs(args[0])[i].key, list = value_pairs(args[0])[i].value;
        if (!hcl_is_sequence(list)) return hcl_function_error(call, "a map of lists of strings is needed");
        for (size_t j = 0; j < value_len(list); j++) {
            struct link *link = vec_push(call->arena, &links);
            struct error err = {0};
            if (!link) return error_no_memory(call->err);
            link->value = key;
            if (value_is_null(value_items(list)[j])) return hcl_function_error(call, "a null value cannot become a key");
            if (!hcl_to_string(call->arena, value_items(list)[j], &link->key, &err)) return hcl_function_error(call, "%s", err.message);
        }
    }
    if (links.len) qsort(links.items, links.len, sizeof *links.items, by_key_then_value);
    struct value_pair *pairs = arena_array(call->arena, links.len, sizeof *pairs);
    struct value *run = arena_array(call->arena, links.len, sizeof *run);
    if (!pairs || !run) return error_no_memory(call->err);
    size_t groups = 0;
    for (size_t i = 0; i < links.len;) {
        size_t len = 0;
        struct value key = links.items[i].key;
        while (i < links.len && value_equal(links.items[i].key, key)) run[len++] = links.items[i++].value;
        pairs[groups] = (struct value_pair){key, value_array(call->arena, run, len)};
        if (value_is_none(pairs[groups++].value)) return error_no_memory(call->err);
    }
    return hcl_function_result(call, value_object(call->arena, pairs, groups), out);
}

/* --- list(...) and map(...), which Terraform has dropped: old trees, that it would refuse, can still be read --- */

static bool old_list(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return array_result(call, args, n, out); }

static bool old_map(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value_pair *pairs = arena_array(call->arena, n / 2, sizeof *pairs);
    if (!pairs) return error_no_memory(call->err);
    if (n % 2) return hcl_function_error(call, "keys and values must come in pairs");
    for (size_t i = 0; i < n / 2; i++) {
        struct error err = {0};
        pairs[i].value = args[2 * i + 1];
        if (value_is_unknown(args[2 * i])) return unknown_result(call, args, n, out);
        if (value_is_null(args[2 * i]) || !hcl_to_string(call->arena, args[2 * i], &pairs[i].key, &err)) return hcl_function_error(call, "keys must be strings");
    }
    return hcl_function_result(call, value_object(call->arena, pairs, n / 2), out);
}

const struct hcl_function hcl_collections[] = {
    {"alltrue", "l", HCL_FN_SHALLOW, alltrue},
    {"anytrue", "l", HCL_FN_SHALLOW, anytrue},
    {"chunklist", "ln", HCL_FN_SHALLOW, chunklist},
    {"coalesce", "a?*", HCL_FN_UNKNOWN, coalesce},
    {"coalescelist", "a?*", HCL_FN_UNKNOWN, coalescelist},
    {"compact", "L", HCL_FN_PLAIN, compact},
    {"concat", "a*", HCL_FN_UNKNOWN, concat},
    {"contains", "aa", HCL_FN_SHALLOW, contains},
    {"distinct", "l", HCL_FN_PLAIN, distinct},
    {"element", "an", HCL_FN_SHALLOW, element},
    {"flatten", "a", HCL_FN_SHALLOW, flatten},
    {"index", "aa", HCL_FN_SHALLOW, index_of},
    {"keys", "m", HCL_FN_SHALLOW, keys},
    {"length", "a", HCL_FN_SHALLOW, length},
    {"list", "a?*", HCL_FN_UNKNOWN, old_list},
    {"lookup", "ms|a?*", HCL_FN_UNKNOWN, lookup},
    {"map", "a?*", HCL_FN_UNKNOWN, old_map},
    {"matchkeys", "lll", HCL_FN_PLAIN, matchkeys},
    {"merge", "a?*", HCL_FN_UNKNOWN, merge},
    {"one", "a", HCL_FN_SHALLOW, one},
    {"range", "n*", HCL_FN_PLAIN, range},
    {"reverse", "l", HCL_FN_SHALLOW, reverse},
    {"slice", "ann", HCL_FN_SHALLOW, slice},
    {"sort", "L", HCL_FN_PLAIN, sort},
    {"sum", "a", HCL_FN_PLAIN, sum},
    {"transpose", "m", HCL_FN_PLAIN, transpose},
    {"values", "m", HCL_FN_SHALLOW, values},
    {"zipmap", "La", HCL_FN_SHALLOW, zipmap},
    {NULL, NULL, 0, NULL},
};
