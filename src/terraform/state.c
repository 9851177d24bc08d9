/* terraform/state.c: version 4 holds attributes as JSON; versions 1 to 3 hold a flat map of strings ("ingress.#": "2", "ingress.17.port": "22"),
 * which is unfolded here. Numbers and booleans of old states stay strings: the flat map does not tell. */
#include "terraform/state.h"

#include <stdio.h>
#include <stdlib.h>

#define FLAT_MAX_DEPTH 32

bool state_is_raw(struct value document)
{
    return value_is_number(value_field(document, "version")) &&
           (value_is_array(value_field(document, "resources")) || value_is_array(value_field(document, "modules")) ||
            !value_is_none(value_field(document, "serial")));
}

static bool push(struct arena *arena, struct state_entry_list *out, const char *type, const char *name, const char *mode, struct value index,
                 const char *module, struct value attributes)
{
    struct value_pair pairs[4] = {
        {value_cstring(arena, "type"), value_cstring(arena, type)},
        {value_cstring(arena, "name"), value_cstring(arena, name)},
        {value_cstring(arena, "mode"), value_cstring(arena, mode)},
        {value_cstring(arena, "index"), index},
    };
    struct state_entry *entry = vec_push(arena, out);
    if (!entry || arena->failed) return false;
    *entry = (struct state_entry){value_object(arena, pairs, value_is_none(index) ? 3 : 4), attributes, module};
    return !value_is_none(entry->source);
}

static const char *text_of(struct value v, const char *key, const char *otherwise)
{
    struct value s = value_field(v, key);
    return value_is_string(s) ? value_cstr(s) : otherwise;
}

static bool version_4(struct arena *arena, struct value resources, struct state_entry_list *out)
{
    for (size_t i = 0; value_is_array(resources) && i < value_len(resources); i++) {
        struct value r = value_items(resources)[i], instances = value_field(r, "instances");
        for (size_t k = 0; value_is_array(instances) && k < value_len(instances); k++) {
            struct value instance = value_items(instances)[k];
            if (!value_is_none(value_field(instance, "deposed"))) continue;
            if (!push(arena, out, text_of(r, "type", ""), text_of(r, "name", ""), text_of(r, "mode", "managed"), value_field(instance, "index_key"),
                      text_of(r, "module", ""), value_field(instance, "attributes"))) return false;
        }
    }
    return true;
}

/* --- the flat map --- */

struct flat { struct arena *arena; struct value map; };   /* keys are sorted: those with one prefix stand together */

static struct value unfold(const struct flat *flat, const char *prefix, unsigned depth);

/* Index of the first key that is not before `start`. */
static size_t first_at(struct value map, struct str start)
{
    size_t low = 0, high = value_len(map);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(value_str(value_pairs(map)[middle].key), start) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Are the keys 0 to n - 1? */
static bool is_list_up_to(struct value object, size_t n)
{
    char scratch[24];
    for (size_t i = 0; i < n; i++) {
        snprintf(scratch, sizeof scratch, "%zu", i);
        if (value_find(object, str_of(scratch)) < 0) return false;
    }
    return true;
}

/* The value under `name` (with its prefix): a string, or a list or map when NAME.# or NAME.% tells so. */
static struct value unfold_field(const struct flat *flat, const char *path, unsigned depth)
{
    struct value direct = value_field(flat->map, path);
    if (!value_is_none(direct)) return direct;
    const char *inner = arena_printf(flat->arena, "%s.", path), *count = arena_printf(flat->arena, "%s.#", path);
    if (!inner || !count) return VALUE_NONE;
    struct value object = unfold(flat, inner, depth + 1);
    if (value_is_none(object) || value_is_none(value_field(flat->map, count))) return object;
    size_t n = value_len(object);   /* a list: keys are numbers (of a set, hashes), here in the order of their text: 0, 1, 10, 2 */
    struct value *items = (struct value *)arena_array(flat->arena, n + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    bool list = is_list_up_to(object, n);
    for (size_t i = 0; i < n; i++)
        items[list ? strtoul(value_cstr(value_pairs(object)[i].key), NULL, 10) : i] = value_pairs(object)[i].value;
    return value_array(flat->arena, items, n);
}

static struct value unfold(const struct flat *flat, const char *prefix, unsigned depth)
{
    VEC(struct value_pair) pairs = {0};
    struct str start = str_of(prefix);
    struct str last = {"", 0};
    for (size_t i = first_at(flat->map, start); i < value_len(flat->map) && depth < FLAT_MAX_DEPTH; i++) {
        struct str key = value_str(value_pairs(flat->map)[i].key);
        if (!str_has_prefix(key, start)) break;
        struct str rest = {key.s + start.len, key.len - start.len};
        size_t n = 0;
        while (n < rest.len && rest.s[n] != '.') n++;
        struct str name = {rest.s, n};
        if (str_eq(name, last) || str_is(name, "#") || str_is(name, "%")) continue;
        last = name;
        const char *path = arena_printf(flat->arena, "%s%.*s", prefix, (int)name.len, name.s);
        struct value_pair *pair = path ? vec_push(flat->arena, &pairs) : NULL;
        if (!pair) return VALUE_NONE;
        *pair = (struct value_pair){value_string(flat->arena, name), unfold_field(flat, path, depth)};
        if (value_is_none(pair->key) || value_is_none(pair->value)) return VALUE_NONE;
    }
    return value_object(flat->arena, pairs.items, pairs.len);
}

/* ["root", "network", "a"] → module.network.module.a */
static const char *module_of(struct arena *arena, struct value path)
{
    const char *address = "";
    for (size_t i = 1; value_is_array(path) && i < value_len(path) && address; i++)
        if (value_is_string(value_items(path)[i]))
            address = arena_printf(arena, "%s%smodule.%s", address, *address ? "." : "", value_cstr(value_items(path)[i]));
    return address;
}

/* Keys are TYPE.NAME, data.TYPE.NAME, with .INDEX behind for a count. */
static bool version_3_resource(struct arena *arena, const char *module, struct str key, struct value r, struct state_entry_list *out)
{
    struct str parts[4];
    size_t n = 0;
    for (size_t at = 0; n < 4;) {
        size_t dot = str_find(key, STR("."), at);
        parts[n++] = (struct str){key.s + at, (dot == SIZE_MAX ? key.len : dot) - at};
        if (dot == SIZE_MAX) break;
        at = dot + 1;
    }
    bool data = str_is(parts[0], "data");
    if (n < 2u + data) return true;
    struct value index = VALUE_NONE, flat = value_field(value_field(r, "primary"), "attributes");
    if (n > 2u + data && parts[2 + data].len < 9) index = value_small(strtol(parts[2 + data].s, NULL, 10));
    struct value attributes = value_is_object(flat) ? unfold(&(struct flat){arena, flat}, "", 0) : value_object(arena, NULL, 0);
    const char *type = arena_strndup(arena, parts[data].s, parts[data].len), *name = arena_strndup(arena, parts[1 + data].s, parts[1 + data].len);
    if (value_is_none(attributes) || !type || !name) return false;
    return push(arena, out, type, name, data ? "data" : "managed", index, module, attributes);
}

static bool version_3(struct arena *arena, struct value modules, struct state_entry_list *out)
{
    for (size_t i = 0; value_is_array(modules) && i < value_len(modules); i++) {
        struct value module = value_items(modules)[i], resources = value_field(module, "resources");
        const char *address = module_of(arena, value_field(module, "path"));
        if (!address) return false;
        for (size_t k = 0; value_is_object(resources) && k < value_len(resources); k++)
            if (!version_3_resource(arena, address, value_str(value_pairs(resources)[k].key), value_pairs(resources)[k].value, out)) return false;
    }
    return true;
}

bool state_entries(struct arena *arena, struct value document, struct state_entry_list *out)
{
    struct value resources = value_field(document, "resources");
    if (value_is_array(resources)) return version_4(arena, resources, out);
    if (value_is_object(resources)) {   /* version 1: resources at the top, by key */
        for (size_t k = 0; k < value_len(resources); k++)
            if (!version_3_resource(arena, "", value_str(value_pairs(resources)[k].key), value_pairs(resources)[k].value, out)) return false;
        return true;
    }
    return version_3(arena, value_field(document, "modules"), out);
}
