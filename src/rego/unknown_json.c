/* rego/unknown_json.c: unknowns in JSON, for tests and the command line: the reader has no word for them, json_write writes them so. */
#include "rego.h"

#include "value/json.h"

#define MAX_JSON_DEPTH JSON_MAX_DEPTH

static struct value convert(struct arena *arena, struct value v, unsigned depth)
{
    if (depth > MAX_JSON_DEPTH) return v;
    if (value_is_object(v)) {
        struct value refs = value_field(v, "__unknown__"), parts = value_field(v, "parts");
        if (value_is_array(refs)) return value_unknown(arena, refs, value_is_array(parts) ? convert(arena, parts, depth + 1) : VALUE_NONE);
        struct value_pair *pairs = arena_array(arena, value_len(v) + 1, sizeof *pairs);
        if (!pairs) return VALUE_NONE;
        for (size_t i = 0; i < value_len(v); i++) {
            pairs[i] = (struct value_pair){value_pairs(v)[i].key, convert(arena, value_pairs(v)[i].value, depth + 1)};
            if (value_is_none(pairs[i].value)) return VALUE_NONE;
        }
        return value_object(arena, pairs, value_len(v));
    }
    if (!value_is_array(v)) return v;
    struct value *items = arena_array(arena, value_len(v) + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++)
        if (value_is_none(items[i] = convert(arena, value_items(v)[i], depth + 1))) return VALUE_NONE;
    return value_array(arena, items, value_len(v));
}

struct value rego_unknowns_from_json(struct arena *arena, struct value v) { return convert(arena, v, 0); }
