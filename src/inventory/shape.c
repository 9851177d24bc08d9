#include "inventory/shape.h"

#include <stdlib.h>

#include "aws/xform.h"
#include "base/vec.h"
#include "value/json.h"

struct pairs { struct value_pair *items; size_t len, cap; };
struct items { struct value *items; size_t len, cap; };

static bool add(struct arena *arena, struct items *list, struct value v)
{
    struct value *at = vec_push(arena, list);
    if (at) *at = v;
    return at != NULL;
}

/* The provider writes a time as ...Z, our client as awscli does: ...+00:00. */
static struct value time_of(struct arena *arena, struct value v)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    struct str s = value_str(v), zone = STR("+00:00");
    if (s.len < sizeof form - 1 + zone.len || !str_has_suffix(s, zone)) return v;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? s.s[i] < '0' || s.s[i] > '9' : s.s[i] != form[i]) return v;
    char *text = arena_printf(arena, "%.*sZ", (int)(s.len - zone.len), s.s);
    return text ? value_cstring(arena, text) : VALUE_NONE;
}

static struct value text_of(struct arena *arena, struct value v)
{
    char scratch[32];
    if (value_is_string(v)) return time_of(arena, v);
    if (value_is_unknown(v)) return v;
    if (value_is_bool(v)) return value_cstring(arena, value_is_true(v) ? "true" : "false");
    if (value_is_number(v)) return value_string(arena, value_number_text(v, scratch));
    return VALUE_NULL_;
}

static struct value number_of(struct arena *arena, struct value v)
{
    struct value out = VALUE_NULL_;
    struct error ignored = {0};
    if (value_is_number(v) || value_is_unknown(v)) return v;
    if (value_is_string(v) && json_read(arena, value_str(v), NULL, &out, NULL, &ignored) && value_is_number(out)) return out;
    return ignored.code == &ERROR_NO_MEMORY ? VALUE_NONE : VALUE_NULL_;
}

static struct value bool_of(struct value v)
{
    if (value_is_bool(v) || value_is_unknown(v)) return v;
    if (value_is_string(v) && (str_is(value_str(v), "true") || str_is(value_str(v), "TRUE"))) return VALUE_TRUE;
    if (value_is_string(v) && (str_is(value_str(v), "false") || str_is(value_str(v), "FALSE"))) return VALUE_FALSE;
    return VALUE_NULL_;
}

/* A list of the values; of a set sorted, each once. */
static struct value listed(struct arena *arena, const struct items *list, bool set)
{
    if (!set) return value_array(arena, list->items, list->len);
    struct value sorted = value_set(arena, list->items, list->len);
    return value_is_none(sorted) ? VALUE_NONE : value_array(arena, value_items(sorted), value_len(sorted));
}

static struct value list_of(struct arena *arena, struct value v, bool number, bool set)
{
    struct items list = {0};
    if (value_is_unknown(v)) return v;
    if (!value_is_array(v)) return VALUE_NULL_;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value item = number ? number_of(arena, value_items(v)[i]) : text_of(arena, value_items(v)[i]);
        if (value_is_none(item)) return VALUE_NONE;
        if (!value_is_null(item) && !add(arena, &list, item)) return VALUE_NONE;
    }
    return listed(arena, &list, set);
}

static struct value first_field(struct value object, const char *const *names)
{
    for (; *names; names++) {
        struct value v = value_field(object, *names);
        if (!value_is_none(v)) return v;
    }
    return VALUE_NONE;
}

struct value shape_tags(struct arena *arena, struct value v)
{
    static const char *const keys[] = {"Key", "key", "TagKey", "tagKey", "Name", "name", NULL}, *const values[] = {"Value", "value", "TagValue", "tagValue", NULL};
    struct pairs pairs = {0};
    if (value_is_unknown(v)) return v;
    if (!value_is_array(v) && !value_is_object(v)) return VALUE_NULL_;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value key, value;
        if (value_is_object(v)) key = value_pairs(v)[i].key, value = value_pairs(v)[i].value;
        else key = first_field(value_items(v)[i], keys), value = first_field(value_items(v)[i], values);
        if (!value_is_string(key)) continue;
        struct value_pair *at = vec_push(arena, &pairs);
        if (!at) return VALUE_NONE;
        *at = (struct value_pair){key, value_is_none(value) || value_is_null(value) ? value_cstring(arena, "") : text_of(arena, value)};
        if (value_is_none(at->value)) return VALUE_NONE;
    }
    return value_object(arena, pairs.items, pairs.len);
}

/* Objects of a block: one, or a list of them. What is no object is left out. */
static struct value blocks_of(struct arena *arena, const struct schema_field *field, struct value v)
{
    struct schema_block block = schema_field_block(field);
    struct items list = {0};
    if (value_is_unknown(v)) return v;
    if (value_is_object(v)) {
        struct value one = shape_object(arena, block, v);
        return value_is_none(one) || field->kind == SCHEMA_SINGLE_BLOCK ? one : value_array(arena, &one, 1);
    }
    if (!value_is_array(v)) return VALUE_NULL_;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value item = value_items(v)[i], one = value_is_unknown(item) ? item : value_is_object(item) ? shape_object(arena, block, item) : VALUE_NULL_;
        if (value_is_none(one) || (!value_is_null(one) && !add(arena, &list, one))) return VALUE_NONE;
    }
    return listed(arena, &list, field->kind == SCHEMA_SET_BLOCK);
}

struct value shape_field(struct arena *arena, const struct schema_field *field, struct value v)
{
    if (value_is_null(v) || value_is_none(v)) return VALUE_NULL_;
    if (field->kind != SCHEMA_ATTRIBUTE) return schema_field_block(field).n ? blocks_of(arena, field, v) : v;
    switch ((enum schema_type)field->type) {
    case SCHEMA_ANY: return v;
    case SCHEMA_STRING: return text_of(arena, v);
    case SCHEMA_NUMBER: return number_of(arena, v);
    case SCHEMA_BOOL: return bool_of(v);
    case SCHEMA_LIST_STRING: return list_of(arena, v, false, false);
    case SCHEMA_SET_STRING: return list_of(arena, v, false, true);
    case SCHEMA_LIST_NUMBER: return list_of(arena, v, true, false);
    case SCHEMA_SET_NUMBER: return list_of(arena, v, true, true);
    case SCHEMA_MAP_STRING: return shape_tags(arena, v);
    case SCHEMA_MAP_NUMBER:
    case SCHEMA_MAP_BOOL:
    case SCHEMA_MAP_OTHER: return value_is_object(v) || value_is_unknown(v) ? v : VALUE_NULL_;
    case SCHEMA_LIST_OTHER: return value_is_array(v) || value_is_unknown(v) ? v : VALUE_NULL_;
    }
    return VALUE_NULL_;
}

struct value shape_object(struct arena *arena, struct schema_block block, struct value item)
{
    struct pairs pairs = {0};
    if (!value_is_object(item)) return value_object(arena, NULL, 0);
    for (size_t i = 0; i < value_len(item); i++) {
        struct value_pair member = value_pairs(item)[i];
        char *name = value_is_string(member.key) ? aws_xform(arena, value_str(member.key), '_') : NULL;
        if (!name) return VALUE_NONE;
        const struct schema_field *field = schema_field_find(block, str_of(name));
        struct value v = field ? shape_field(arena, field, member.value) : VALUE_NULL_;
        if (value_is_none(v)) return VALUE_NONE;
        if (value_is_null(v)) continue;
        struct value_pair *at = vec_push(arena, &pairs);
        if (!at) return VALUE_NONE;
        *at = (struct value_pair){value_cstring(arena, name), v};
        if (value_is_none(at->key)) return VALUE_NONE;
    }
    return value_object(arena, pairs.items, pairs.len);
}
