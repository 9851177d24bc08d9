/* rego/builtins/schema_compile.c: see schema.h. One function a group of keywords, in the order in which mistakes are looked for. */
#include "rego/builtins/schema.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/re2.h"
#include "base/vec.h"

const char *const schema_type_names[SCHEMA_TYPES] = {"array", "boolean", "integer", "number", "null", "object", "string"};

/* A place that a reference can lead to: a document, or a part of it with an id of its own. */
struct place { struct str uri; struct value v; };

struct compiler {
    struct rego_call *call;
    char *why;
    size_t room;
    enum schema_draft draft;
    VEC(struct place) places;
    struct map refs;                /* absolute reference → struct schema */
};

static struct schema *compile(struct compiler *c, struct value v, struct str base, unsigned depth);

static bool fail(struct compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct compiler *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(c->why, c->room, format, args);
    va_end(args);
    return false;
}

static bool no_memory(struct compiler *c) { return fail(c, "out of memory"); }
static bool wrong_type(struct compiler *c, const char *expected, const char *given)
{
    return fail(c, "Invalid type. Expected: %s, given: %s", expected, given);
}

/* --- references --- */

static struct str scheme_of(struct str uri)
{
    for (size_t i = 0; i < uri.len; i++) {
        char ch = uri.s[i];
        if (ch == ':' && i > 0) return (struct str){uri.s, i};
        if (!((ch | 32) >= 'a' && (ch | 32) <= 'z') && !(i > 0 && ((ch >= '0' && ch <= '9') || ch == '+' || ch == '-' || ch == '.'))) break;
    }
    return (struct str){uri.s, 0};
}

static size_t fragment_at(struct str uri)
{
    const char *p = uri.len ? memchr(uri.s, '#', uri.len) : NULL;
    return p ? (size_t)(p - uri.s) : uri.len;
}

static struct str joined(struct compiler *c, struct str a, struct str b)
{
    char *text = arena_alloc(c->call->arena, a.len + b.len + 1);
    if (!text) return (struct str){NULL, 0};
    if (a.len) memcpy(text, a.s, a.len);
    if (b.len) memcpy(text + a.len, b.s, b.len);
    text[a.len + b.len] = '\0';
    return (struct str){text, a.len + b.len};
}

/* `ref` as seen from `base`; the directory of the base's path where the reference is a relative one. "#" at the end is dropped. */
static struct str resolve(struct compiler *c, struct str base, struct str ref)
{
    struct str document = {base.s, fragment_at(base)};
    if (ref.len > 0 && ref.s[ref.len - 1] == '#') ref.len--;
    if (ref.len == 0) return document;
    if (ref.s[0] == '#') return joined(c, document, ref);
    if (document.len == 0 || scheme_of(ref).len > 0) return joined(c, ref, STR(""));
    size_t start = 0, keep = 0;
    size_t authority = str_find(document, STR("://"), 0);
    if (authority != SIZE_MAX) start = authority + 3;
    for (size_t i = start; i < document.len; i++)
        if (document.s[i] == '/') {
            keep = i + 1;
            if (ref.s[0] == '/' || document.s[i] == '?') break;
        }
    if (keep == 0) keep = authority != SIZE_MAX ? document.len : 0;
    if (ref.s[0] == '/' && keep > 0 && document.s[keep - 1] == '/') keep--;
    return joined(c, (struct str){document.s, keep}, ref);
}

static struct str id_of(struct value v)
{
    struct value id = value_field(v, "id");
    if (!value_is_string(id)) id = value_field(v, "$id");
    return value_is_string(id) ? value_str(id) : STR("");
}

/* Every part with an id, and the whole, can be referred to. Constants are data, no schemas. */
static bool collect_places(struct compiler *c, struct value v, struct str base, unsigned depth)
{
    if (depth > SCHEMA_MAX_DEPTH) return fail(c, "the schema is nested too deeply");
    if (value_is_array(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!collect_places(c, value_items(v)[i], base, depth + 1)) return false;
        return true;
    }
    if (!value_is_object(v)) return true;
    struct str id = id_of(v);
    if (id.len > 0) {
        base = resolve(c, base, id);
        struct place *place = vec_push(c->call->arena, &c->places);
        if (!place || !base.s) return no_memory(c);
        *place = (struct place){base, v};
    }
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!value_is_string(pair.key) || str_is(value_str(pair.key), "const") || str_is(value_str(pair.key), "enum")) continue;
        bool names = str_is(value_str(pair.key), "properties") || str_is(value_str(pair.key), "patternProperties") ||
                     str_is(value_str(pair.key), "dependencies");
        if (names && value_is_object(pair.value)) {
            for (size_t k = 0; k < value_len(pair.value); k++)
                if (!collect_places(c, value_pairs(pair.value)[k].value, base, depth + 1)) return false;
        } else if (!collect_places(c, pair.value, base, depth + 1)) {
            return false;
        }
    }
    return true;
}

/* One step of a JSON pointer, %XX, ~0 and ~1 undone. */
static struct value pointer_step(struct compiler *c, struct value v, struct str token)
{
    char *text = arena_alloc(c->call->arena, token.len + 1);
    size_t n = 0;
    if (!text) return VALUE_NONE;
    for (size_t i = 0; i < token.len; i++) {
        char ch = token.s[i];
        if (ch == '%' && i + 2 < token.len) {
            char hex[3] = {token.s[i + 1], token.s[i + 2], '\0'}, *end;
            long byte = strtol(hex, &end, 16);
            if (!*end) ch = (char)byte, i += 2;
        }
        text[n++] = ch;
    }
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        bool escape = text[i] == '~' && i + 1 < n && (text[i + 1] == '0' || text[i + 1] == '1');
        text[m++] = escape ? (text[++i] == '0' ? '~' : '/') : text[i];
    }
    text[m] = '\0';
    if (!value_is_array(v)) return value_get_str(v, (struct str){text, m});
    char *end;
    unsigned long i = m > 0 && text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : ULONG_MAX;
    return i < value_len(v) ? value_items(v)[i] : VALUE_NONE;
}

/* Where an absolute reference leads, and the base for the references there. */
static bool find_place(struct compiler *c, struct str ref, struct value *out, struct str *base)
{
    struct str document = {ref.s, fragment_at(ref)};
    const struct place *found = NULL;
    for (size_t i = 0; i < c->places.len && !found; i++)
        if (str_eq(c->places.items[i].uri, ref)) found = &c->places.items[i];
    if (found) {
        *out = found->v;
        *base = document;
        return true;
    }
    for (size_t i = 0; i < c->places.len && !found; i++)
        if (str_eq(c->places.items[i].uri, document)) found = &c->places.items[i];
    int len = (int)(ref.len < 200 ? ref.len : 200);
    if (!found && scheme_of(ref).len == 0) return fail(c, "Reference %.*s must be canonical", len, ref.s);
    if (!found) return fail(c, "remote reference loading disabled: %.*s", len, ref.s);
    struct str rest = {ref.s + document.len, ref.len - document.len};
    if (rest.len > 0) rest = (struct str){rest.s + 1, rest.len - 1};
    *out = found->v;
    *base = document;
    if (rest.len > 0 && rest.s[0] != '/') return fail(c, "Invalid JSON pointer, must be empty or start with a \"/\"");
    while (rest.len > 0) {
        rest = (struct str){rest.s + 1, rest.len - 1};
        const char *slash = rest.len ? memchr(rest.s, '/', rest.len) : NULL;
        size_t n = slash ? (size_t)(slash - rest.s) : rest.len;
        struct str id = out->bits != found->v.bits && value_is_object(*out) ? id_of(*out) : STR("");
        if (id.len > 0) *base = resolve(c, *base, id);
        *out = pointer_step(c, *out, (struct str){rest.s, n});
        if (value_is_none(*out)) return fail(c, "Object has no key '%.*s'", (int)(n < 100 ? n : 100), rest.s);
        rest = (struct str){rest.s + n, rest.len - n};
    }
    return true;
}

static bool take_ref(struct compiler *c, struct schema *node, struct str ref, struct str base, unsigned depth)
{
    struct str absolute = resolve(c, base, ref), place_base = base;
    struct value v = VALUE_NONE;
    if (!absolute.s && ref.len > 0) return no_memory(c);
    if (!absolute.s) absolute = STR("");
    node->ref = map_get(&c->refs, absolute);
    if (node->ref) return true;
    if (!find_place(c, absolute, &v, &place_base)) return false;
    if (!value_is_bool(v) && !value_is_object(v)) return fail(c, "Valid Schema must be of type object");
    node->ref = arena_zero(c->call->arena, sizeof *node->ref);
    if (!node->ref || !map_set(c->call->arena, &c->refs, absolute, node->ref)) return no_memory(c);
    struct schema *made = compile(c, v, place_base, depth + 1);
    if (!made) return false;
    *node->ref = *made;
    return true;
}

/* --- pieces of keywords --- */

static bool is_schema(struct value v) { return value_is_object(v) || value_is_bool(v); }

static bool take_child(struct compiler *c, struct value v, struct str base, unsigned depth, struct schema **out)
{
    *out = compile(c, v, base, depth + 1);
    return *out != NULL;
}

static bool take_list(struct compiler *c, struct value v, struct str base, unsigned depth, struct schema_list *out)
{
    out->items = arena_array(c->call->arena, value_len(v) + 1, sizeof *out->items);
    if (!out->items) return no_memory(c);
    for (size_t i = 0; i < value_len(v); i++)
        if (!take_child(c, value_items(v)[i], base, depth, &out->items[out->len++])) return false;
    return true;
}

/* An integer that is written as one, at least 0. */
static bool take_count(struct compiler *c, struct value v, const char *key, int64_t *out)
{
    struct value n = value_field(v, key);
    *out = -1;
    if (value_is_none(n)) return true;
    if (!value_is_small_int(n)) return fail(c, "%s must be of an integer", key);
    if (value_small_int(n) < 0) return fail(c, "%s must be greater than or equal to 0", key);
    *out = value_small_int(n);
    return true;
}

static bool take_array(struct compiler *c, struct value v, const char *key, struct value *out)
{
    *out = value_field(v, key);
    return value_is_none(*out) || value_is_array(*out) || fail(c, "%s must be of an array", key);
}

static bool take_text(struct compiler *c, struct value v, const char *key, struct str *out, bool *given)
{
    struct value s = value_field(v, key);
    *given = !value_is_none(s);
    if (*given && !value_is_string(s)) return wrong_type(c, "string", key);
    if (*given) *out = value_str(s);
    return true;
}

/* --- groups of keywords --- */

static bool add_type(struct compiler *c, struct schema *node, struct str name)
{
    for (uint8_t i = 0; i < SCHEMA_TYPES; i++) {
        if (!str_is(name, schema_type_names[i])) continue;
        for (size_t k = 0; k < node->n_types; k++)
            if (node->types[k] == i) return fail(c, "%s type is duplicated", schema_type_names[i]);
        node->types[node->n_types++] = i;
        return true;
    }
    return fail(c, "has a primitive type that is NOT VALID -- given: /%.*s/ Expected valid values are:[array boolean integer number null object string]",
                (int)(name.len < 100 ? name.len : 100), name.s);
}

static bool take_types(struct compiler *c, struct schema *node, struct value v)
{
    struct value type = value_field(v, "type");
    if (value_is_none(type)) return true;
    if (value_is_string(type)) return add_type(c, node, value_str(type));
    if (!value_is_array(type)) return wrong_type(c, "type", "string/Array Of Strings");
    for (size_t i = 0; i < value_len(type); i++) {
        struct value name = value_items(type)[i];
        if (!value_is_string(name)) return wrong_type(c, "type", "string/Array Of Strings");
        if (!add_type(c, node, value_str(name))) return false;
    }
    return true;
}

static bool take_names(struct compiler *c, struct value v, struct str base, unsigned depth, struct schema_names *out)
{
    out->items = arena_array(c->call->arena, value_len(v) + 1, sizeof *out->items);
    if (!out->items) return no_memory(c);
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        struct schema_named *named = &out->items[out->len++];
        *named = (struct schema_named){.name = value_str(pair.key)};
        if (!take_child(c, pair.value, base, depth, &named->schema)) return false;
    }
    return true;
}

static bool take_extra(struct compiler *c, struct value v, const char *key, struct str base, unsigned depth, enum schema_extra *how,
                       struct schema **schema)
{
    struct value extra = value_field(v, key);
    *how = EXTRA_ALLOWED;
    if (value_is_none(extra)) return true;
    if (value_is_bool(extra)) {
        *how = value_is_true(extra) ? EXTRA_ALLOWED : EXTRA_REFUSED;
        return true;
    }
    if (!value_is_object(extra)) return wrong_type(c, "boolean/Valid Schema", key);
    *how = EXTRA_SCHEMA;
    return take_child(c, extra, base, depth, schema);
}

static bool take_dependencies(struct compiler *c, struct schema *node, struct value v, struct str base, unsigned depth)
{
    struct value all = value_field(v, "dependencies");
    if (value_is_none(all)) return true;
    if (!value_is_object(all)) return fail(c, "dependencies must be of type object");
    struct schema_names *out = &node->dependencies;
    out->items = arena_array(c->call->arena, value_len(all) + 1, sizeof *out->items);
    if (!out->items) return no_memory(c);
    for (size_t i = 0; i < value_len(all); i++) {
        struct value_pair pair = value_pairs(all)[i];
        struct schema_named named = {.name = value_str(pair.key)};
        bool list = value_is_array(pair.value);
        for (size_t k = 0; list && k < value_len(pair.value); k++) list = value_is_string(value_items(pair.value)[k]);
        if (list) named.needs = pair.value;
        else if (!is_schema(pair.value)) return fail(c, "Dependency must be of type Schema Or Array Of Strings");
        else if (!take_child(c, pair.value, base, depth, &named.schema)) return false;
        out->items[out->len++] = named;
    }
    return true;
}

static bool take_properties(struct compiler *c, struct schema *node, struct value v, struct str base, unsigned depth)
{
    struct value properties = value_field(v, "properties"), patterns = value_field(v, "patternProperties"), names = value_field(v, "propertyNames");
    if (!value_is_none(properties) && !value_is_object(properties)) return fail(c, "Properties must be of type object");
    if (!value_is_none(properties) && !take_names(c, properties, base, depth, &node->properties)) return false;
    if (!take_extra(c, v, "additionalProperties", base, depth, &node->extra_properties, &node->extra_property)) return false;
    if (!value_is_none(patterns) && !value_is_object(patterns)) return wrong_type(c, "Valid Schema", "patternProperties");
    for (size_t i = 0; value_is_object(patterns) && i < value_len(patterns); i++) {
        struct str pattern = value_str(value_pairs(patterns)[i].key);
        if (!re2_is_valid(pattern)) return fail(c, "Invalid regex pattern '%.*s'", (int)(pattern.len < 200 ? pattern.len : 200), pattern.s);
    }
    if (!value_is_none(patterns) && !take_names(c, patterns, base, depth, &node->patterns)) return false;
    if (!value_is_none(names) && c->draft >= DRAFT_6) {
        if (!is_schema(names)) return wrong_type(c, "Valid Schema", "patternProperties");
        if (!take_child(c, names, base, depth, &node->property_names)) return false;
    }
    return take_dependencies(c, node, v, base, depth);
}

static bool take_items(struct compiler *c, struct schema *node, struct value v, struct str base, unsigned depth)
{
    struct value items = value_field(v, "items");
    if (value_is_array(items)) {
        for (size_t i = 0; i < value_len(items); i++)
            if (!is_schema(value_items(items)[i])) return wrong_type(c, "Valid Schema/Array Of Schemas", "items");
        if (!take_list(c, items, base, depth, &node->items)) return false;
    } else if (is_schema(items)) {
        struct value one = value_array(c->call->arena, &items, 1);
        if (value_is_none(one)) return no_memory(c);
        node->single_item = true;
        if (!take_list(c, one, base, depth, &node->items)) return false;
    } else if (!value_is_none(items)) {
        return wrong_type(c, "Valid Schema/Array Of Schemas", "items");
    }
    return take_extra(c, v, "additionalItems", base, depth, &node->extra_items, &node->extra_item);
}

/* Draft 4's exclusive limits are flags beside the limit, later ones limits of their own. */
static bool take_limit(struct compiler *c, struct value v, const char *key, const char *exclusive, struct value *limit, struct value *open)
{
    struct value n = value_field(v, key), x = value_field(v, exclusive);
    if (!value_is_none(n) && !value_is_number(n)) return fail(c, "%s must be of a Number", key);
    *limit = n;
    if (value_is_none(x)) return true;
    bool flag = value_is_bool(x) && (c->draft == DRAFT_4 || c->draft == DRAFT_HYBRID);
    if (flag) {
        if (value_is_none(n)) return fail(c, "%s cannot be used without %s", exclusive, key);
        if (value_is_true(x)) *open = n, *limit = VALUE_NONE;
        return true;
    }
    if (c->draft == DRAFT_4) return wrong_type(c, "boolean", exclusive);
    if (!value_is_number(x)) return wrong_type(c, c->draft == DRAFT_HYBRID ? "boolean/number" : "number", exclusive);
    *open = x;
    return true;
}

static bool take_numbers(struct compiler *c, struct schema *node, struct value v)
{
    struct value multiple = value_field(v, "multipleOf");
    if (!value_is_none(multiple)) {
        if (!value_is_number(multiple)) return wrong_type(c, "Number", "multipleOf");
        if (value_number_compare(multiple, value_small(0)) <= 0) return fail(c, "multipleOf must be strictly greater than 0");
        node->multiple_of = multiple;
    }
    return take_limit(c, v, "minimum", "exclusiveMinimum", &node->minimum, &node->above) &&
           take_limit(c, v, "maximum", "exclusiveMaximum", &node->maximum, &node->below);
}

static bool take_strings(struct compiler *c, struct schema *node, struct value v)
{
    bool given;
    if (!take_count(c, v, "minLength", &node->min_length) || !take_count(c, v, "maxLength", &node->max_length)) return false;
    if (node->min_length >= 0 && node->max_length >= 0 && node->min_length > node->max_length)
        return fail(c, "minLength cannot be greater than maxLength");
    if (!take_text(c, v, "pattern", &node->pattern, &node->has_pattern)) return false;
    if (node->has_pattern && !re2_is_valid(node->pattern)) return fail(c, "pattern must be a valid regex");
    return take_text(c, v, "format", &node->format, &given);
}

static bool take_counts(struct compiler *c, struct schema *node, struct value v)
{
    struct value unique = value_field(v, "uniqueItems");
    if (!take_count(c, v, "minProperties", &node->min_properties) || !take_count(c, v, "maxProperties", &node->max_properties)) return false;
    if (node->min_properties >= 0 && node->max_properties >= 0 && node->min_properties > node->max_properties)
        return fail(c, "minProperties cannot be greater than maxProperties");
    if (!take_array(c, v, "required", &node->required)) return false;
    for (size_t i = 0; value_is_array(node->required) && i < value_len(node->required); i++) {
        if (!value_is_string(value_items(node->required)[i])) return wrong_type(c, "string", "required");
        for (size_t k = 0; k < i; k++)
            if (value_equal(value_items(node->required)[i], value_items(node->required)[k])) return fail(c, "required items must be unique");
    }
    if (!take_count(c, v, "minItems", &node->min_items) || !take_count(c, v, "maxItems", &node->max_items)) return false;
    if (!value_is_none(unique) && !value_is_bool(unique)) return fail(c, "uniqueItems must be of a boolean");
    node->unique = value_is_true(unique);
    return true;
}

static bool take_values(struct compiler *c, struct schema *node, struct value v)
{
    struct value constant = value_field(v, "const"), all;
    struct values texts = {0};
    if (!value_is_none(constant) && c->draft >= DRAFT_6) {
        node->has_const = true;
        node->constant = schema_canonical(c->call, constant);
        if (value_is_none(node->constant)) return no_memory(c);
    }
    if (!take_array(c, v, "enum", &all)) return false;
    node->has_enum = !value_is_none(all);
    for (size_t i = 0; node->has_enum && i < value_len(all); i++) {
        struct value text = schema_canonical(c->call, value_items(all)[i]);
        for (size_t k = 0; !value_is_none(text) && k < texts.len; k++)
            if (value_equal(text, texts.items[k])) return fail(c, "enum items must be unique");
        if (!values_add(c->call, &texts, text)) return no_memory(c);
    }
    node->enumeration = value_array(c->call->arena, texts.items, texts.len);
    return !value_is_none(node->enumeration) || no_memory(c);
}

static bool take_condition(struct compiler *c, struct value v, const char *key, struct str base, unsigned depth, struct schema **out)
{
    struct value schema = value_field(v, key);
    if (value_is_none(schema)) return true;
    if (!is_schema(schema)) return fail(c, "%s must be of an object", key);
    return take_child(c, schema, base, depth, out);
}

static bool take_combinations(struct compiler *c, struct schema *node, struct value v, struct str base, unsigned depth)
{
    const struct { const char *key; struct schema_list *list; } lists[] = {
        {"oneOf", &node->one_of}, {"anyOf", &node->any_of}, {"allOf", &node->all_of}};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct value list;
        if (!take_array(c, v, lists[i].key, &list)) return false;
        if (!value_is_none(list) && !take_list(c, list, base, depth, lists[i].list)) return false;
    }
    if (!take_condition(c, v, "not", base, depth, &node->not)) return false;
    if (c->draft < DRAFT_7) return true;
    return take_condition(c, v, "if", base, depth, &node->if_) && take_condition(c, v, "then", base, depth, &node->then_) &&
           take_condition(c, v, "else", base, depth, &node->else_);
}

static bool take_definitions(struct compiler *c, struct value v, struct str base, unsigned depth)
{
    struct value all = value_field(v, "definitions");
    struct schema *ignored;
    if (value_is_none(all)) return true;
    if (!value_is_object(all)) return wrong_type(c, "Array Of Schemas", "definitions");
    for (size_t i = 0; i < value_len(all); i++) {
        if (!is_schema(value_pairs(all)[i].value)) return wrong_type(c, "Array Of Schemas", "definitions");
        if (!take_child(c, value_pairs(all)[i].value, base, depth, &ignored)) return false;
    }
    return true;
}

static bool take_keywords(struct compiler *c, struct schema *node, struct value v, struct str base, unsigned depth)
{
    struct str text;
    bool given;
    struct value contains = value_field(v, "contains");
    const char *id = c->draft == DRAFT_4 || (c->draft == DRAFT_HYBRID && !value_is_none(value_field(v, "id"))) ? "id" : "$id";
    if (!take_text(c, v, id, &text, &given)) return false;
    if (given && depth > 0) base = resolve(c, base, text);
    if (!take_definitions(c, v, base, depth)) return false;
    if (!take_text(c, v, "title", &text, &given) || !take_text(c, v, "description", &text, &given)) return false;
    if (!take_text(c, v, "$ref", &text, &given)) return false;
    if (given) return take_ref(c, node, text, base, depth);
    if (!take_types(c, node, v) || !take_properties(c, node, v, base, depth) || !take_items(c, node, v, base, depth)) return false;
    if (!take_numbers(c, node, v) || !take_strings(c, node, v) || !take_counts(c, node, v)) return false;
    if (!value_is_none(contains) && c->draft >= DRAFT_6 && !take_child(c, contains, base, depth, &node->contains)) return false;
    return take_values(c, node, v) && take_combinations(c, node, v, base, depth);
}

static struct schema *compile(struct compiler *c, struct value v, struct str base, unsigned depth)
{
    struct schema *node = arena_zero(c->call->arena, sizeof *node);
    if (!node) return no_memory(c) ? node : NULL;
    if (depth > SCHEMA_MAX_DEPTH) return fail(c, "the schema is nested too deeply") ? node : NULL;
    if (out_of_time(c->call, "json.match_schema")) return fail(c, "timed out") ? node : NULL;
    node->pass = -1;
    node->min_length = node->max_length = node->min_properties = node->max_properties = node->min_items = node->max_items = -1;
    if (value_is_bool(v) && c->draft >= DRAFT_6) {
        node->pass = value_is_true(v);
        return node;
    }
    if (!value_is_object(v)) return fail(c, "Expected: Valid Schema, given: Invalid JSON") ? node : NULL;
    return take_keywords(c, node, v, base, depth) ? node : NULL;
}

static bool detect_draft(struct compiler *c, struct value v)
{
    static const struct { const char *url; enum schema_draft draft; } drafts[] = {
        {"http://json-schema.org/draft-04/schema", DRAFT_4},
        {"http://json-schema.org/draft-06/schema", DRAFT_6},
        {"http://json-schema.org/draft-07/schema", DRAFT_7},
    };
    c->draft = DRAFT_HYBRID;
    if (value_is_bool(v)) return true;
    if (!value_is_object(v)) return fail(c, "schema is invalid");
    struct value schema = value_field(v, "$schema");
    if (value_is_none(schema)) return true;
    if (!value_is_string(schema)) return fail(c, "$schema must be of type string");
    struct str url = value_str(schema);
    if (url.len > 0 && url.s[url.len - 1] == '#') url.len--;
    for (size_t i = 0; i < COUNT_OF(drafts); i++)
        if (str_is(url, drafts[i].url)) c->draft = drafts[i].draft;
    return true;
}

struct schema *schema_compile(struct rego_call *call, struct value text, char *why, size_t room)
{
    struct compiler c = {.call = call, .why = why, .room = room};
    struct place *root = vec_push(call->arena, &c.places);
    if (!root) return no_memory(&c) ? (struct schema *)root : NULL;
    *root = (struct place){STR(""), text};
    if (!detect_draft(&c, text) || !collect_places(&c, text, STR(""), 0)) return NULL;
    struct str id = value_is_object(text) ? id_of(text) : STR("");
    return compile(&c, text, id.len > 0 ? resolve(&c, STR(""), id) : STR(""), 0);
}
