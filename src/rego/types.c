/* rego/types.c: making, joining, comparing and printing types. Nothing here reports errors. */
#include "rego/types.h"

#include "value/json.h"

const struct type type_any = {.kind = TYPE_ANY}, type_null = {.kind = TYPE_NULL}, type_boolean = {.kind = TYPE_BOOLEAN}, type_number = {.kind = TYPE_NUMBER},
                  type_string = {.kind = TYPE_STRING};

#define MAX_MEMBERS 16        /* of a union: more are any */
#define MAX_KNOWN 64          /* elements or keys of a constant that are followed one by one */
#define MAX_VALUE_DEPTH 16    /* of a constant */

static const struct type *keep(struct arena *arena, struct type t)
{
    struct type *p = arena_copy(arena, &t, sizeof t);
    return p ? p : &type_any;
}

const struct type *type_array(struct arena *arena, const struct type **items, size_t n, const struct type *rest)
{
    return keep(arena, (struct type){.kind = TYPE_ARRAY, .n = (uint32_t)n, .items = items, .rest = rest});
}

const struct type *type_set(struct arena *arena, const struct type *of) { return keep(arena, (struct type){.kind = TYPE_SET, .rest = of}); }

const struct type *type_object(struct arena *arena, const struct value *keys, const struct type **values, size_t n, const struct type *key, const struct type *rest)
{
    return keep(arena, (struct type){.kind = TYPE_OBJECT, .n = (uint32_t)n, .items = values, .keys = keys, .key = key, .rest = rest});
}

static bool same(const struct type *a, const struct type *b)
{
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind || a->n != b->n) return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!same(a->items[i], b->items[i]) || (a->keys && !value_equal(a->keys[i], b->keys[i]))) return false;
    return same(a->key, b->key) && same(a->rest, b->rest);
}

const struct type *type_or(struct arena *arena, const struct type *a, const struct type *b)
{
    if (!a) return b;
    if (!b || same(a, b)) return a;
    if (a->kind == TYPE_ANY || b->kind == TYPE_ANY) return &type_any;
    const struct type *members[2 * MAX_MEMBERS];
    uint32_t n = 0;
    for (int side = 0; side < 2; side++) {
        const struct type *t = side ? b : a, *one[1] = {t};
        const struct type *const *from = t->kind == TYPE_UNION ? t->items : one;
        for (uint32_t i = 0; i < (t->kind == TYPE_UNION ? t->n : 1); i++) {
            bool known = false;
            for (uint32_t k = 0; k < n; k++) known |= same(members[k], from[i]);
            if (!known) members[n++] = from[i];
        }
    }
    if (n > MAX_MEMBERS) return &type_any;
    const struct type **items = arena_copy(arena, members, n * sizeof *items);
    return items ? keep(arena, (struct type){.kind = TYPE_UNION, .n = n, .items = items}) : &type_any;
}

const struct type *type_merge(struct arena *arena, const struct type *a, const struct type *b)
{
    if (!a || !b) return a ? a : b;
    if (a->kind == TYPE_SET && b->kind == TYPE_SET) return type_set(arena, type_or(arena, a->rest, b->rest));
    if (a->kind == TYPE_OBJECT && b->kind == TYPE_OBJECT && !a->n && !b->n) {
        if (!a->key || !b->key) return a->key ? a : b;
        return type_object(arena, NULL, NULL, 0, type_or(arena, a->key, b->key), type_merge(arena, a->rest, b->rest));
    }
    return type_or(arena, a, b);
}

static const struct type *of_value(struct arena *arena, struct value v, int depth)
{
    if (depth > MAX_VALUE_DEPTH) return &type_any;
    switch (value_type(v)) {
    case VALUE_NULL: return &type_null;
    case VALUE_BOOL: return &type_boolean;
    case VALUE_NUMBER: return &type_number;
    case VALUE_STRING: return &type_string;
    case VALUE_UNKNOWN: case VALUE_UNDEFINED: return &type_any;
    case VALUE_SET: {
        const struct type *of = NULL;
        for (size_t i = 0; i < value_len(v) && i < MAX_KNOWN; i++) of = type_or(arena, of, of_value(arena, value_items(v)[i], depth + 1));
        return type_set(arena, value_len(v) > MAX_KNOWN ? &type_any : of);
    }
    case VALUE_ARRAY: case VALUE_OBJECT: break;
    }
    size_t n = value_len(v);
    if (n > MAX_KNOWN) return value_is_array(v) ? type_array(arena, NULL, 0, &type_any) : type_object(arena, NULL, NULL, 0, &type_any, &type_any);
    const struct type **items = arena_array(arena, n + 1, sizeof *items);
    struct value *keys = arena_array(arena, n + 1, sizeof *keys);
    if (!items || !keys) return &type_any;
    for (size_t i = 0; i < n; i++) {
        items[i] = of_value(arena, value_is_array(v) ? value_items(v)[i] : value_pairs(v)[i].value, depth + 1);
        if (value_is_object(v)) keys[i] = value_pairs(v)[i].key;
    }
    return value_is_array(v) ? type_array(arena, items, n, NULL) : type_object(arena, keys, items, n, NULL, NULL);
}

const struct type *type_of_value(struct arena *arena, struct value v) { return of_value(arena, v, 0); }

/* --- comparing --- */

static const struct type *element(const struct type *array, uint32_t i) { return i < array->n ? array->items[i] : array->rest; }

static const struct type *property(const struct type *object, struct value key)
{
    for (uint32_t i = 0; i < object->n; i++)
        if (value_equal(object->keys[i], key)) return object->items[i];
    if (!object->key) return NULL;
    const struct type *scalar = value_is_string(key) ? &type_string : value_is_number(key) ? &type_number : value_is_bool(key) ? &type_boolean : value_is_null(key) ? &type_null : &type_any;
    return type_unifies(object->key, scalar) ? object->rest : NULL;
}

static bool elements_unify(const struct type *a, const struct type *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (!type_unifies(a->items[i], element(b, i))) return false;
    return true;
}

static bool properties_unify(const struct type *a, const struct type *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const struct type *other = property(b, a->keys[i]);
        if (!other ? !a->rest && !b->rest : !type_unifies(a->items[i], other)) return false;
    }
    return true;
}

bool type_unifies(const struct type *a, const struct type *b)
{
    if (!a || !b) return false;
    if (a->kind == TYPE_ANY || b->kind == TYPE_ANY || a == b) return true;
    if (a->kind == TYPE_UNION || b->kind == TYPE_UNION) {
        const struct type *u = a->kind == TYPE_UNION ? a : b, *other = u == a ? b : a;
        for (uint32_t i = 0; i < u->n; i++)
            if (type_unifies(u->items[i], other)) return true;
        return false;
    }
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case TYPE_ARRAY: return elements_unify(a, b) && elements_unify(b, a) && (!a->rest || !b->rest || type_unifies(a->rest, b->rest));
    case TYPE_OBJECT: return properties_unify(a, b) && properties_unify(b, a) && (!a->rest || !b->rest || type_unifies(a->rest, b->rest));
    case TYPE_SET: return !a->rest || !b->rest || type_unifies(a->rest, b->rest);
    case TYPE_ANY: case TYPE_UNION: case TYPE_NULL: case TYPE_BOOLEAN: case TYPE_NUMBER: case TYPE_STRING: return true;
    }
    return true;
}

const struct type *type_keys(struct arena *arena, const struct type *t)
{
    const struct type *all = NULL;
    if (!t) return NULL;
    switch (t->kind) {
    case TYPE_ANY: return &type_any;
    case TYPE_ARRAY: return &type_number;
    case TYPE_SET: return t->rest;
    case TYPE_OBJECT:
        for (uint32_t i = 0; i < t->n; i++) all = type_or(arena, all, type_of_value(arena, t->keys[i]));
        return type_or(arena, all, t->key);
    case TYPE_UNION:
        for (uint32_t i = 0; i < t->n; i++) all = type_or(arena, all, type_keys(arena, t->items[i]));
        return all;
    case TYPE_NULL: case TYPE_BOOLEAN: case TYPE_NUMBER: case TYPE_STRING: return NULL;
    }
    return NULL;
}

const struct type *type_values(struct arena *arena, const struct type *t)
{
    const struct type *all = NULL;
    if (!t) return NULL;
    switch (t->kind) {
    case TYPE_ANY: return &type_any;
    case TYPE_SET: return t->rest;
    case TYPE_ARRAY: case TYPE_OBJECT:
        for (uint32_t i = 0; i < t->n; i++) all = type_or(arena, all, t->items[i]);
        return type_or(arena, all, t->rest);
    case TYPE_UNION:
        for (uint32_t i = 0; i < t->n; i++) all = type_or(arena, all, type_values(arena, t->items[i]));
        return all;
    case TYPE_NULL: case TYPE_BOOLEAN: case TYPE_NUMBER: case TYPE_STRING: return NULL;
    }
    return NULL;
}

const struct type *type_select(struct arena *arena, const struct type *t, struct value key)
{
    const struct type *found = NULL;
    int64_t at;
    switch (t->kind) {
    case TYPE_ANY: return &type_any;
    case TYPE_ARRAY:
        if (!value_is_number(key) || !value_number_to_int64(key, &at) || at < 0) return NULL;
        return at > UINT32_MAX ? t->rest : element(t, (uint32_t)at);
    case TYPE_OBJECT: return property(t, key);
    case TYPE_SET: return t->rest && type_unifies(t->rest, type_of_value(arena, key)) ? type_of_value(arena, key) : NULL;
    case TYPE_UNION:
        for (uint32_t i = 0; i < t->n; i++) found = type_or(arena, found, type_select(arena, t->items[i], key));
        return found;
    case TYPE_NULL: case TYPE_BOOLEAN: case TYPE_NUMBER: case TYPE_STRING: return NULL;
    }
    return NULL;
}

bool type_is_empty_collection(const struct type *t)
{
    return (t->kind == TYPE_OBJECT && !t->n && !t->key) || (t->kind == TYPE_ARRAY && !t->n && !t->rest) || (t->kind == TYPE_SET && !t->rest);
}

bool type_is_unknown(const struct type *t)
{
    if (!t) return true;
    for (uint32_t i = 0; i < t->n; i++)
        if (type_is_unknown(t->items[i])) return true;
    return (t->rest && type_is_unknown(t->rest)) || (t->key && type_is_unknown(t->key));
}

/* --- printing --- */

static void print_list(struct buf *out, const struct type **items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i) buf_puts(out, ", ");
        type_print(out, items[i]);
    }
}

void type_print(struct buf *out, const struct type *t)
{
    static const char *const names[] = {"any", "null", "boolean", "number", "string", "array", "object", "set", "any"};
    buf_puts(out, t ? names[t->kind] : "???");
    if (!t) return;
    if (t->kind == TYPE_OBJECT && t->n) {
        buf_puts(out, "<");
        for (uint32_t i = 0; i < t->n; i++) {
            if (i) buf_puts(out, ", ");
            if (value_is_string(t->keys[i])) buf_add_str(out, value_str(t->keys[i]));
            else value_print(out, t->keys[i]);
            buf_puts(out, ": ");
            type_print(out, t->items[i]);
        }
        buf_puts(out, ">");
    } else if (t->n) {
        buf_puts(out, "<");
        print_list(out, t->items, t->n);
        buf_puts(out, ">");
    }
    if (!t->rest) return;
    buf_puts(out, "[");
    if (t->key) {
        type_print(out, t->key);
        buf_puts(out, ": ");
    }
    type_print(out, t->rest);
    buf_puts(out, "]");
}
