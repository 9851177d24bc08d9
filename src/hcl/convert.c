/* hcl/convert.c: values to types, and the one type that several values can become.
 * A value's type is read off the value: a list whose elements differ is a tuple, an object with one type of values may be a map. */
#include <stdlib.h>

#include "hcl/values.h"

const struct hcl_type hcl_type_any = {.kind = HCL_TYPE_ANY}, hcl_type_string = {.kind = HCL_TYPE_STRING},
                      hcl_type_number = {.kind = HCL_TYPE_NUMBER}, hcl_type_bool = {.kind = HCL_TYPE_BOOL};

#define MAX_TYPE_DEPTH 200   /* of a type under construction from a value; deeper values stay as they are */

/* Numbers and bools together: no type of their own, unless a string joins them. Never leaves this file. */
static const struct hcl_type mixed = {.kind = HCL_TYPE_STRING};

static bool is_any(const struct hcl_type *type) { return type->kind == HCL_TYPE_ANY; }
static bool is_primitive(const struct hcl_type *type) { return type->kind == HCL_TYPE_STRING || type->kind == HCL_TYPE_NUMBER || type->kind == HCL_TYPE_BOOL; }

static struct hcl_type *new_type(struct arena *arena, enum hcl_type_kind kind, const struct hcl_type *element)
{
    struct hcl_type *type = arena_zero(arena, sizeof *type);
    if (!type) return NULL;
    type->kind = kind;
    type->element = element;
    return type;
}

/* --- does a value have a type already? --- */

static bool has_type(struct value v, const struct hcl_type *type)
{
    if (value_is_null(v) || value_is_unknown(v)) return true;
    if (type == &mixed) return false;
    switch (type->kind) {
    case HCL_TYPE_ANY: return false;
    case HCL_TYPE_STRING: return value_is_string(v);
    case HCL_TYPE_NUMBER: return value_is_number(v);
    case HCL_TYPE_BOOL: return value_is_bool(v);
    case HCL_TYPE_LIST:
    case HCL_TYPE_SET:
        if (type->kind == HCL_TYPE_LIST ? !value_is_array(v) : !value_is_set(v)) return false;
        for (size_t i = 0; i < value_len(v); i++)
            if (!has_type(value_items(v)[i], type->element)) return false;
        return true;
    case HCL_TYPE_MAP:
        if (!value_is_object(v)) return false;
        for (size_t i = 0; i < value_len(v); i++)
            if (!has_type(value_pairs(v)[i].value, type->element)) return false;
        return true;
    case HCL_TYPE_TUPLE:
        if (!value_is_array(v) || value_len(v) != type->n) return false;
        for (size_t i = 0; i < type->n; i++)
            if (!has_type(value_items(v)[i], type->items[i])) return false;
        return true;
    case HCL_TYPE_OBJECT:
        if (!value_is_object(v) || value_len(v) != type->n) return false;
        for (size_t i = 0; i < type->n; i++) {   /* both are sorted by name */
            if (!str_eq(value_str(value_pairs(v)[i].key), type->attributes[i].name)) return false;
            struct value field = value_pairs(v)[i].value;
            if (value_is_null(field) && type->attributes[i].optional && !value_is_none(type->attributes[i].fallback)) return false;
            if (!has_type(field, type->attributes[i].type)) return false;
        }
        return true;
    }
    return false;
}

/* --- the type of a value --- */

static const struct hcl_type *type_of(struct arena *arena, struct value v, unsigned depth);
static const struct hcl_type *unify_types(struct arena *arena, const struct hcl_type *a, const struct hcl_type *b);

static const struct hcl_type *unify_each(struct arena *arena, const struct hcl_type *so_far, struct value v, unsigned depth)
{
    if (!so_far || has_type(v, so_far)) return so_far;
    const struct hcl_type *own = type_of(arena, v, depth);
    return own ? unify_types(arena, so_far, own) : NULL;
}

static const struct hcl_type *type_of(struct arena *arena, struct value v, unsigned depth)
{
    if (value_is_string(v)) return &hcl_type_string;
    if (value_is_number(v)) return &hcl_type_number;
    if (value_is_bool(v)) return &hcl_type_bool;
    if (value_is_null(v) || value_is_unknown(v) || depth == 0) return &hcl_type_any;
    size_t n = value_len(v);
    if (value_is_set(v)) {
        const struct hcl_type *element = &hcl_type_any;
        for (size_t i = 0; i < n; i++) element = unify_each(arena, element, value_items(v)[i], depth - 1);
        return element ? new_type(arena, HCL_TYPE_SET, element) : NULL;
    }
    struct hcl_type *type = new_type(arena, value_is_array(v) ? HCL_TYPE_TUPLE : HCL_TYPE_OBJECT, NULL);
    if (!type) return NULL;
    type->n = n;
    if (value_is_array(v)) {
        const struct hcl_type **items = arena_array(arena, n, sizeof *items);
        for (size_t i = 0; items && i < n; i++)
            if (!(items[i] = type_of(arena, value_items(v)[i], depth - 1))) return NULL;
        type->items = items;
        return items ? type : NULL;
    }
    struct hcl_type_attribute *attributes = arena_array(arena, n, sizeof *attributes);
    for (size_t i = 0; attributes && i < n; i++) {
        attributes[i] = (struct hcl_type_attribute){.name = value_str(value_pairs(v)[i].key), .type = type_of(arena, value_pairs(v)[i].value, depth - 1)};
        if (!attributes[i].type) return NULL;
    }
    type->attributes = attributes;
    return attributes ? type : NULL;
}

/* The element type of anything that is a list, set, map, tuple or object. */
static const struct hcl_type *element_of(struct arena *arena, const struct hcl_type *type)
{
    if (type->element) return type->element;
    const struct hcl_type *element = &hcl_type_any;
    for (size_t i = 0; element && i < type->n; i++)
        element = unify_types(arena, element, type->kind == HCL_TYPE_TUPLE ? type->items[i] : type->attributes[i].type);
    return element;
}

static const struct hcl_type *unify_collections(struct arena *arena, enum hcl_type_kind kind, const struct hcl_type *a, const struct hcl_type *b)
{
    const struct hcl_type *one = element_of(arena, a), *other = one ? element_of(arena, b) : NULL;
    const struct hcl_type *element = other ? unify_types(arena, one, other) : NULL;
    return element ? new_type(arena, kind, element) : NULL;
}

static bool same_attributes(const struct hcl_type *a, const struct hcl_type *b)
{
    if (a->n != b->n) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!str_eq(a->attributes[i].name, b->attributes[i].name)) return false;
    return true;
}

static const struct hcl_type *unify_objects(struct arena *arena, const struct hcl_type *a, const struct hcl_type *b)
{
    if (!same_attributes(a, b)) return unify_collections(arena, HCL_TYPE_MAP, a, b);
    struct hcl_type *type = new_type(arena, HCL_TYPE_OBJECT, NULL);
    struct hcl_type_attribute *attributes = arena_array(arena, a->n, sizeof *attributes);
    if (!type || !attributes) return NULL;
    for (size_t i = 0; i < a->n; i++) {
        attributes[i] = (struct hcl_type_attribute){.name = a->attributes[i].name, .type = unify_types(arena, a->attributes[i].type, b->attributes[i].type)};
        if (!attributes[i].type) return NULL;
    }
    type->attributes = attributes;
    type->n = a->n;
    return type;
}

static const struct hcl_type *unify_tuples(struct arena *arena, const struct hcl_type *a, const struct hcl_type *b)
{
    if (a->n != b->n) return unify_collections(arena, HCL_TYPE_LIST, a, b);
    struct hcl_type *type = new_type(arena, HCL_TYPE_TUPLE, NULL);
    const struct hcl_type **items = arena_array(arena, a->n, sizeof *items);
    if (!type || !items) return NULL;
    for (size_t i = 0; i < a->n; i++)
        if (!(items[i] = unify_types(arena, a->items[i], b->items[i]))) return NULL;
    type->items = items;
    type->n = a->n;
    return type;
}

static const struct hcl_type *unify_types(struct arena *arena, const struct hcl_type *a, const struct hcl_type *b)
{
    if (a == b || is_any(b)) return a;
    if (is_any(a)) return b;
    if (is_primitive(a) && is_primitive(b)) {
        if (a != &mixed && b != &mixed && a->kind == b->kind) return a;
        bool string = (a != &mixed && a->kind == HCL_TYPE_STRING) || (b != &mixed && b->kind == HCL_TYPE_STRING);
        return string ? &hcl_type_string : &mixed;
    }
    if (a->kind == HCL_TYPE_OBJECT && b->kind == HCL_TYPE_OBJECT) return unify_objects(arena, a, b);
    if (a->kind == HCL_TYPE_TUPLE && b->kind == HCL_TYPE_TUPLE) return unify_tuples(arena, a, b);
    bool a_map = a->kind == HCL_TYPE_MAP || a->kind == HCL_TYPE_OBJECT, b_map = b->kind == HCL_TYPE_MAP || b->kind == HCL_TYPE_OBJECT;
    if (a_map && b_map) return unify_collections(arena, HCL_TYPE_MAP, a, b);
    if (a_map || b_map || is_primitive(a) || is_primitive(b)) return NULL;
    return unify_collections(arena, a->kind == HCL_TYPE_SET || b->kind == HCL_TYPE_SET ? HCL_TYPE_SET : HCL_TYPE_LIST, a, b);
}

static bool has_mixed(const struct hcl_type *type)
{
    if (type == &mixed) return true;
    if (type->element) return has_mixed(type->element);
    for (size_t i = 0; i < type->n; i++)
        if (has_mixed(type->kind == HCL_TYPE_TUPLE ? type->items[i] : type->attributes[i].type)) return true;
    return false;
}

const struct hcl_type *hcl_unify(struct arena *arena, const struct value *values, size_t n)
{
    const struct hcl_type *type = &hcl_type_any;
    for (size_t i = 0; type && i < n; i++) type = unify_each(arena, type, values[i], MAX_TYPE_DEPTH);
    return type && !has_mixed(type) ? type : NULL;
}

bool hcl_unify_values(struct arena *arena, struct value *values, size_t n, bool *unified)
{
    const struct hcl_type *type = hcl_unify(arena, values, n);
    *unified = type != NULL;
    if (!type || is_any(type)) return !arena->failed;
    for (size_t i = 0; i < n; i++) {
        struct value converted;
        if (hcl_convert(arena, values[i], type, &converted, NULL)) values[i] = converted;
        else if (arena->failed) return false;
        else *unified = false;
    }
    return true;
}

/* --- conversion --- */

/* Where inside the value: a chain on the C stack, printed only when something does not fit. */
struct path { const struct path *outer; struct str name; size_t index; };

static void print_path(struct buf *out, const struct path *path)
{
    if (!path) return;
    print_path(out, path->outer);
    if (path->name.s) buf_printf(out, ".%.*s", (int)path->name.len, path->name.s);
    else buf_printf(out, "[%zu]", path->index);
}

static bool wrong(struct error *err, const struct path *path, const char *what)
{
    struct buf text = buf_new(512);
    print_path(&text, path);
    if (text.len) error_set(err, &HCL_ERR_TYPE, "%.*s: %s", (int)text.len, text.s, what);
    else error_set(err, &HCL_ERR_TYPE, "%s", what);
    buf_free(&text);
    return false;
}

static bool convert(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err);

/* Elements of a sequence or map, each converted to `element`; with ANY to what they have in common. `out` has n places. */
static bool convert_elements(struct arena *arena, struct value v, const struct hcl_type *element, struct value *out, const struct path *path, struct error *err)
{
    size_t n = value_len(v);
    bool map = value_is_object(v), unified;
    for (size_t i = 0; i < n; i++) {
        struct path here = {path, {0}, i};
        if (map) here.name = value_str(value_pairs(v)[i].key);
        struct value item = map ? value_pairs(v)[i].value : value_items(v)[i];
        if (is_any(element)) out[i] = item;
        else if (!convert(arena, item, element, &out[i], &here, err)) return false;
    }
    if (!is_any(element)) return true;
    if (!hcl_unify_values(arena, out, n, &unified)) return error_no_memory(err);
    return unified || wrong(err, path, map ? "all elements of a map must have the same type" : "all elements of a list or set must have the same type");
}

static bool convert_sequence(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err)
{
    if (!hcl_is_sequence(v)) return wrong(err, path, type->kind == HCL_TYPE_LIST ? "list required" : "set required");
    struct value *items = arena_array(arena, value_len(v), sizeof *items);
    if (!items) return error_no_memory(err);
    if (!convert_elements(arena, v, type->element, items, path, err)) return false;
    *out = type->kind == HCL_TYPE_LIST ? value_array(arena, items, value_len(v)) : value_set(arena, items, value_len(v));
    return !value_is_none(*out) || error_no_memory(err);
}

static bool convert_map(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err)
{
    if (!value_is_object(v)) return wrong(err, path, "map required");
    size_t n = value_len(v);
    struct value *items = arena_array(arena, n, sizeof *items);
    struct value_pair *pairs = arena_array(arena, n, sizeof *pairs);
    if (!items || !pairs) return error_no_memory(err);
    if (!convert_elements(arena, v, type->element, items, path, err)) return false;
    for (size_t i = 0; i < n; i++) pairs[i] = (struct value_pair){value_pairs(v)[i].key, items[i]};
    *out = value_object(arena, pairs, n);
    return !value_is_none(*out) || error_no_memory(err);
}

static bool convert_tuple(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err)
{
    if (!value_is_array(v) || value_len(v) != type->n) return wrong(err, path, "tuple required, with as many elements as its type has");
    struct value *items = arena_array(arena, type->n, sizeof *items);
    if (!items) return error_no_memory(err);
    for (size_t i = 0; i < type->n; i++) {
        struct path here = {path, {0}, i};
        if (!convert(arena, value_items(v)[i], type->items[i], &items[i], &here, err)) return false;
    }
    *out = value_array(arena, items, type->n);
    return !value_is_none(*out) || error_no_memory(err);
}

static bool convert_object(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err)
{
    if (!value_is_object(v)) return wrong(err, path, "object required");
    struct value_pair *pairs = arena_array(arena, type->n, sizeof *pairs);
    if (!pairs) return error_no_memory(err);
    for (size_t i = 0; i < type->n; i++) {
        const struct hcl_type_attribute *attribute = &type->attributes[i];
        struct path here = {path, attribute->name, 0};
        struct value field = value_get_str(v, attribute->name);
        pairs[i].key = value_string(arena, attribute->name);
        if (value_is_none(pairs[i].key)) return error_no_memory(err);
        if (value_is_none(field) && !attribute->optional) return wrong(err, &here, "this attribute is required");
        if (value_is_none(field) || value_is_null(field)) {
            pairs[i].value = attribute->optional && !value_is_none(attribute->fallback) ? attribute->fallback : VALUE_NULL_;
            continue;
        }
        if (!convert(arena, field, attribute->type, &pairs[i].value, &here, err)) return false;
    }
    *out = value_object(arena, pairs, type->n);
    return !value_is_none(*out) || error_no_memory(err);
}

static bool convert(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, const struct path *path, struct error *err)
{
    *out = v;
    if (is_any(type) || has_type(v, type)) return true;
    struct error own = {0};
    bool ok = false;
    switch (type->kind) {
    case HCL_TYPE_ANY: return true;
    case HCL_TYPE_STRING: ok = hcl_to_string(arena, v, out, &own); break;
    case HCL_TYPE_NUMBER: ok = hcl_to_number(arena, v, out, &own); break;
    case HCL_TYPE_BOOL: ok = hcl_to_bool(arena, v, out, &own); break;
    case HCL_TYPE_LIST:
    case HCL_TYPE_SET: return convert_sequence(arena, v, type, out, path, err);
    case HCL_TYPE_MAP: return convert_map(arena, v, type, out, path, err);
    case HCL_TYPE_TUPLE: return convert_tuple(arena, v, type, out, path, err);
    case HCL_TYPE_OBJECT: return convert_object(arena, v, type, out, path, err);
    }
    return ok || wrong(err, path, own.message);
}

bool hcl_convert(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, struct error *err)
{
    *out = VALUE_NONE;
    return convert(arena, v, type, out, NULL, err);
}
