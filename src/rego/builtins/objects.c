/* rego/builtins/objects.c: object.*. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

static bool keys_are_known(struct value object)
{
    if (!value_has_unknown(object)) return true;
    for (size_t i = 0; i < value_len(object); i++)
        if (value_has_unknown(value_pairs(object)[i].key)) return false;
    return true;
}

/* One step of a path. *maybe: it depends on an unknown. */
static struct value step(struct value from, struct value key, bool *maybe)
{
    *maybe = value_is_unknown(from) || value_has_unknown(key);
    if (*maybe) return VALUE_NONE;
    struct value v = value_get(from, key);
    if (value_is_none(v) && ((value_is_object(from) && !keys_are_known(from)) || (value_is_set(from) && value_has_unknown(from)))) *maybe = true;
    return v;
}

BUILTIN(object_get)
{
    bool maybe = false;
    if (value_is_unknown(in[0]) || value_is_unknown(in[1])) return give_unknown(call, in, 2, out);
    if (!want_object(call, "object.get", in, 1)) return false;
    struct value v = in[0];
    if (!value_is_array(in[1])) {
        v = step(v, in[1], &maybe);
    } else {
        for (size_t i = 0; i < value_len(in[1]) && !value_is_none(v); i++) v = step(v, value_items(in[1])[i], &maybe);
    }
    if (maybe) return give_unknown(call, in, 2, out);
    return give(call, value_is_none(v) ? in[2] : v, out);
}

BUILTIN(object_keys)
{
    struct values keys = {0};
    if (value_is_unknown(in[0])) return give_unknown(call, in, 1, out);
    if (!want_object(call, "object.keys", in, 1)) return false;
    for (size_t i = 0; i < value_len(in[0]); i++)
        if (!values_add(call, &keys, value_pairs(in[0])[i].key)) return false;
    return give(call, value_set(call->arena, keys.items, keys.len), out);
}

/* The keys in an array, set or object as a set. */
static bool key_set(struct rego_call *call, const char *name, const struct value *in, struct value *out)
{
    struct value keys = in[1];
    if (value_is_set(keys)) return give(call, keys, out);
    if (value_is_array(keys)) return give(call, value_set(call->arena, value_items(keys), value_len(keys)), out);
    if (!value_is_object(keys)) return operand_type(call, name, 2, keys, "one of {object, set, array}");
    struct values list = {0};
    for (size_t i = 0; i < value_len(keys); i++)
        if (!values_add(call, &list, value_pairs(keys)[i].key)) return false;
    return give(call, value_set(call->arena, list.items, list.len), out);
}

/* The pairs whose key is (keep) or is not among the keys of the second operand. */
static bool select(struct rego_call *call, const char *name, const struct value *in, bool keep, struct value *out)
{
    struct value keys;
    struct pairs pairs = {0};
    if (value_is_unknown(in[0]) || value_is_unknown(in[1])) return give_unknown(call, in, 2, out);
    if (!want_object(call, name, in, 1) || !key_set(call, name, in, &keys)) return false;
    if (value_has_unknown(keys) || !keys_are_known(in[0])) return give_unknown(call, in, 2, out);
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value_pair pair = value_pairs(in[0])[i];
        if (set_has(keys, pair.key) == keep && !pairs_add(call, &pairs, pair.key, pair.value)) return false;
    }
    return give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

BUILTIN(object_filter) { return select(call, "object.filter", in, true, out); }
BUILTIN(object_remove) { return select(call, "object.remove", in, false, out); }

/* b over a; where both have an object, these are merged in turn. */
static bool merge(struct rego_call *call, const char *name, struct value a, struct value b, unsigned depth, struct value *out)
{
    size_t i = 0, k = 0, la = value_len(a), lb = value_len(b), n = 0;
    if (depth > MAX_DEPTH) return !out_of_depth(call, name);
    struct value_pair *pairs = arena_array(call->arena, la + lb + 1, sizeof *pairs);
    if (!pairs) return error_no_memory(call->err);
    while (i < la || k < lb) {
        int order = i >= la ? 1 : k >= lb ? -1 : value_compare(value_pairs(a)[i].key, value_pairs(b)[k].key);
        if (order != 0) {
            pairs[n++] = order < 0 ? value_pairs(a)[i++] : value_pairs(b)[k++];
            continue;
        }
        struct value_pair pa = value_pairs(a)[i++], pb = value_pairs(b)[k++];
        pairs[n] = (struct value_pair){pa.key, pb.value};
        if (value_is_object(pa.value) && value_is_object(pb.value) && !merge(call, name, pa.value, pb.value, depth + 1, &pairs[n].value)) return false;
        n++;
    }
    return give(call, value_object(call->arena, pairs, n), out);
}

BUILTIN(object_union)
{
    if (!want_object(call, "object.union", in, 1) || !want_object(call, "object.union", in, 2)) return false;
    return merge(call, "object.union", in[0], in[1], 0, out);
}

BUILTIN(object_union_n)
{
    if (!want_array(call, "object.union_n", in, 1)) return false;
    *out = value_object(call->arena, NULL, 0);
    if (value_is_none(*out)) return error_no_memory(call->err);
    for (size_t i = 0; i < value_len(in[0]); i++) {
        struct value v = value_items(in[0])[i];
        if (!value_is_object(v)) return operand_element(call, "object.union_n", 1, in[0], v, "object");
    }
    for (size_t i = 0; i < value_len(in[0]); i++) {
        if (out_of_time(call, "object.union_n")) return false;
        if (!merge(call, "object.union_n", *out, value_items(in[0])[i], 0, out)) return false;
    }
    return true;
}

/* --- object.subset --- */

static bool set_subset(struct value super, struct value sub)
{
    for (size_t i = 0; i < value_len(sub); i++)
        if (!set_has(super, value_items(sub)[i])) return false;
    return true;
}

/* Does the array `sub` stand somewhere in `super`, without gaps? */
static bool array_subset(struct value super, struct value sub)
{
    size_t n = value_len(super), m = value_len(sub);
    for (size_t start = 0; start + m <= n; start++) {
        size_t k = 0;
        while (k < m && value_equal(value_items(super)[start + k], value_items(sub)[k])) k++;
        if (k == m) return true;
    }
    return false;
}

static bool subset(struct value super, struct value sub, unsigned depth);

static bool object_is_subset(struct value super, struct value sub, unsigned depth)
{
    for (size_t i = 0; i < value_len(sub); i++) {
        struct value_pair pair = value_pairs(sub)[i];
        struct value v = value_get(super, pair.key);
        if (value_is_none(v)) return false;
        if (!value_equal(v, pair.value) && !subset(v, pair.value, depth + 1)) return false;
    }
    return true;
}

static bool subset(struct value super, struct value sub, unsigned depth)
{
    if (depth > MAX_DEPTH) return false;
    if (value_is_object(super) && value_is_object(sub)) return object_is_subset(super, sub, depth);
    if (value_is_set(super) && value_is_set(sub)) return set_subset(super, sub);
    if (value_is_array(super) && value_is_array(sub)) return array_subset(super, sub);
    return false;
}

/* An array over a set: OPA counts hits, so a repeated element counts twice, and an empty array has no subset at all. */
static bool array_over_set(struct value array, struct value set)
{
    size_t unmatched = value_len(set);
    for (size_t i = 0; i < value_len(array); i++) {
        if (set_has(set, value_items(array)[i]) && unmatched > 0) unmatched--;
        if (unmatched == 0) return true;
    }
    return false;
}

BUILTIN(object_subset)
{
    enum value_type super = value_type(in[0]), sub = value_type(in[1]);
    if (super == VALUE_ARRAY && sub == VALUE_SET) return give_bool(array_over_set(in[0], in[1]), out);
    if (super == sub && (super == VALUE_OBJECT || super == VALUE_SET || super == VALUE_ARRAY)) return give_bool(subset(in[0], in[1], 0), out);
    return error_set(call->err, &REGO_ERR_TYPE, "object.subset: both arguments object.subset must be of the same type or array and set");
}

#define KEYS "any<array[any], object[any: any], set[any]>"

const struct rego_builtin rego_objects[] = {
    {"object.filter", "object[any: any], " KEYS " -> object[any: any]", object_filter, REGO_TAKES_UNKNOWN, NULL},
    {"object.get", "object[any: any], any, any -> any", object_get, REGO_TAKES_UNKNOWN, NULL},
    {"object.keys", "object[any: any] -> set[any]", object_keys, REGO_TAKES_UNKNOWN, NULL},
    {"object.remove", "object[any: any], " KEYS " -> object[any: any]", object_remove, REGO_TAKES_UNKNOWN, NULL},
    {"object.subset", KEYS ", " KEYS " -> boolean", object_subset, REGO_PURE, NULL},
    {"object.union", "object[any: any], object[any: any] -> object[any: any]", object_union, REGO_PURE, NULL},
    {"object.union_n", "array[object[any: any]] -> object[any: any]", object_union_n, REGO_PURE, NULL},
};
const size_t rego_objects_n = COUNT_OF(rego_objects);
