#include "terraform/canonical.h"

static struct value sorted(struct arena *arena, struct value list)
{
    struct value set = value_set(arena, value_items(list), value_len(list));
    return value_is_none(set) ? set : value_array(arena, value_items(set), value_len(set));
}

static bool is_set(const struct schema_field *field)
{
    return field && (field->kind == SCHEMA_SET_BLOCK || field->type == SCHEMA_SET_STRING || field->type == SCHEMA_SET_NUMBER);
}

static struct value canonical_list(struct arena *arena, const struct schema_field *field, struct value v)
{
    size_t n = value_len(v), kept = 0;
    struct value *items = (struct value *)arena_array(arena, n + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    bool fields = field && (schema_is_block(field) || field->kind == SCHEMA_OBJECT) && schema_field_block(field).n;
    for (size_t i = 0; i < n; i++) {
        struct value item = value_items(v)[i];
        if (value_is_object(item)) item = tf_canonical(arena, fields ? schema_field_block(field) : (struct schema_block){0}, fields, item);
        if (value_is_none(item)) return VALUE_NONE;
        items[kept++] = item;
    }
    struct value list = value_array(arena, items, kept);
    return value_is_none(list) || !is_set(field) ? list : sorted(arena, list);
}

struct value tf_canonical_field(struct arena *arena, const struct schema_field *field, struct value v, bool *absent)
{
    *absent = value_is_null(v) || (field && schema_is_block(field) && value_is_array(v) && value_len(v) == 0);
    if (*absent) return VALUE_NONE;
    if (value_is_array(v)) return canonical_list(arena, field, v);
    if (!value_is_object(v)) return v;
    if (!field || !(schema_is_block(field) || field->kind == SCHEMA_OBJECT)) return v;
    struct value object = tf_canonical(arena, schema_field_block(field), schema_field_block(field).n > 0, v);
    if (field->kind == SCHEMA_SINGLE_BLOCK && !value_is_none(object)) return value_array(arena, &object, 1);   /* a block is always a list */
    return object;
}

struct value tf_canonical(struct arena *arena, struct schema_block block, bool known_type, struct value values)
{
    size_t n = value_len(values), kept = 0;
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, n + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        struct value_pair pair = value_pairs(values)[i];
        const struct schema_field *field = known_type && value_is_string(pair.key) ? schema_field_find(block, value_str(pair.key)) : NULL;
        bool absent;
        pair.value = tf_canonical_field(arena, field, pair.value, &absent);
        if (absent) continue;
        if (value_is_none(pair.value)) return VALUE_NONE;
        pairs[kept++] = pair;
    }
    return value_object(arena, pairs, kept);
}
