/* rego/builtins/schema_validate.c: see schema.h. The order of the checks and the score, by which the nearest of several failed alternatives is
 * chosen for the report, are gojsonschema's. */
#include "rego/builtins/schema.h"

#include <stdio.h>

#include "base/re2.h"
#include "base/utf8.h"

/* The way to a part of the document: (Root).a.0 */
struct context { struct str name; const struct context *outer; };

struct result { struct values errors; int64_t score; };

struct checker { struct rego_call *call; unsigned depth; bool failed; };

static void check(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context);

static void put_context(struct buf *out, const struct context *context)
{
    if (context->outer) {
        put_context(out, context->outer);
        buf_add_char(out, '.');
    }
    buf_add_str(out, context->name);
}

static struct value field_of(struct checker *k, const struct context *context)
{
    struct buf path = buf_new(MAX_STRING);
    put_context(&path, context);
    struct str s = {path.s ? path.s : "", path.len};
    if (str_has_prefix(s, STR("(Root)."))) s = (struct str){s.s + 7, s.len - 7};
    struct value v = path.failed ? VALUE_NONE : value_string(k->call->arena, s);
    buf_free(&path);
    return v;
}

static void add_pair(struct checker *k, struct pairs *pairs, const char *key, struct value v)
{
    if (!pairs_add(k->call, pairs, value_cstring(k->call->arena, key), v)) k->failed = true;
}

/* `description` may hold one %s for the field. */
static void report(struct checker *k, struct result *result, const struct context *context, const char *type, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
static void report(struct checker *k, struct result *result, const struct context *context, const char *type, const char *format, ...)
{
    struct arena *arena = k->call->arena;
    char text[512], *long_text = NULL;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= (int)sizeof text) {
        long_text = arena_alloc(arena, (size_t)n + 1);
        if (long_text) vsnprintf(long_text, (size_t)n + 1, format, again);
    }
    va_end(again);
    struct value field = field_of(k, context), description = string_of_bytes(arena, str_of(long_text ? long_text : text));
    struct pairs pairs = {0};
    result->score -= 2;
    if (value_is_none(field) || value_is_none(description)) {
        error_no_memory(k->call->err);
        k->failed = true;
        return;
    }
    add_pair(k, &pairs, "error", value_printf(arena, "%s: %s", value_cstr(field), value_cstr(description)));
    add_pair(k, &pairs, "type", value_cstring(arena, type));
    add_pair(k, &pairs, "field", field);
    add_pair(k, &pairs, "desc", description);
    if (!k->failed && !values_add(k->call, &result->errors, value_object(arena, pairs.items, pairs.len))) k->failed = true;
}

static void merge(struct checker *k, struct result *into, const struct result *other)
{
    for (size_t i = 0; i < other->errors.len && !k->failed; i++)
        if (!values_add(k->call, &into->errors, other->errors.items[i])) k->failed = true;
    into->score += other->score;
}

static struct result apart(struct checker *k, const struct schema *s, struct value v, const struct context *context)
{
    struct result result = {{0}, 0};
    check(k, s, v, &result, context);
    return result;
}

static bool is_valid(const struct result *result) { return result->errors.len == 0; }

/* Canonical text of a part of the document. */
static struct value canonical(struct checker *k, struct value v)
{
    struct value text = schema_canonical(k->call, v);
    if (value_is_none(text)) {
        error_no_memory(k->call->err);
        k->failed = true;
    }
    return text;
}

static bool matches(struct checker *k, struct str pattern, struct str s)
{
    struct re2 *re;
    bool owned;
    if (!re2_open(k->call, "json.match_schema", pattern, &re, &owned)) {
        k->failed = true;
        return false;
    }
    enum re2_answer answer = re2_test(re, s);
    if (owned) re2_free(re);
    if (answer > RE2_YES) {
        rego_builtin_error(k->call, "json.match_schema", "matching a pattern takes too many steps");
        k->failed = true;
    }
    return answer == RE2_YES;
}

/* --- combinations --- */

/* anyOf and oneOf: how many hold; the best of those that do not. */
static size_t count_valid(struct checker *k, const struct schema_list *list, struct value v, bool first_only, struct result *best, bool *has_best,
                          const struct context *context)
{
    size_t valid = 0;
    *has_best = false;
    for (size_t i = 0; i < list->len && !k->failed && !(first_only && valid); i++) {
        struct result one = apart(k, list->items[i], v, context);
        if (is_valid(&one)) {
            valid++;
        } else if (valid == 0 && (!*has_best || one.score > best->score)) {
            *best = one;
            *has_best = true;
        }
    }
    return valid;
}

static void check_dependencies(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    for (size_t i = 0; i < s->dependencies.len && value_is_object(v) && !k->failed; i++) {
        const struct schema_named *d = &s->dependencies.items[i];
        if (value_is_none(value_get_str(v, d->name))) continue;
        if (d->schema) check(k, d->schema, v, result, context);
        for (size_t n = 0; value_is_array(d->needs) && n < value_len(d->needs); n++) {
            struct value need = value_items(d->needs)[n];
            if (value_is_none(value_get(v, need))) report(k, result, context, "missing_dependency", "Has a dependency on %s", value_cstr(need));
        }
    }
}

static void check_condition(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    if (!s->if_) return;
    struct result test = apart(k, s->if_, v, context);
    const struct schema *branch = is_valid(&test) ? s->then_ : s->else_;
    if (!branch) return;
    struct result outcome = apart(k, branch, v, context);
    if (is_valid(&outcome)) return;
    if (is_valid(&test)) report(k, result, context, "condition_then", "Must validate \"then\" as \"if\" was valid");
    else report(k, result, context, "condition_else", "Must validate \"else\" as \"if\" was not valid");
    merge(k, result, &outcome);
}

static void check_combinations(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    struct result best;
    bool has_best;
    if (s->any_of.len > 0 && count_valid(k, &s->any_of, v, true, &best, &has_best, context) == 0) {
        report(k, result, context, "number_any_of", "Must validate at least one schema (anyOf)");
        if (has_best) merge(k, result, &best);
    }
    if (s->one_of.len > 0) {
        size_t valid = count_valid(k, &s->one_of, v, false, &best, &has_best, context);
        if (valid != 1) report(k, result, context, "number_one_of", "Must validate one and only one schema (oneOf)");
        if (valid == 0 && has_best) merge(k, result, &best);
    }
    size_t valid = 0;
    for (size_t i = 0; i < s->all_of.len && !k->failed; i++) {
        struct result one = apart(k, s->all_of.items[i], v, context);
        valid += is_valid(&one);
        merge(k, result, &one);
    }
    if (valid != s->all_of.len) report(k, result, context, "number_all_of", "Must validate all the schemas (allOf)");
    if (s->not) {
        struct result one = apart(k, s->not, v, context);
        if (is_valid(&one)) report(k, result, context, "number_not", "Must not validate the schema (not)");
    }
    check_dependencies(k, s, v, result, context);
    check_condition(k, s, v, result, context);
    result->score++;
}

/* --- what any value may be asked --- */

static void check_common(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    struct value field = s->has_const || s->has_enum ? field_of(k, context) : VALUE_NONE;
    struct value text = s->has_const || s->has_enum ? canonical(k, v) : VALUE_NONE;
    if (k->failed) return;
    if (s->has_const && !value_equal(text, s->constant) && !value_is_none(field))
        report(k, result, context, "const", "%s does not match: %s", value_cstr(field), value_cstr(s->constant));
    if (s->has_enum && !value_is_none(field)) {
        bool found = false;
        struct buf all = buf_new(MAX_STRING);
        for (size_t i = 0; i < value_len(s->enumeration) && !found; i++) {
            found = value_equal(text, value_items(s->enumeration)[i]);
            buf_printf(&all, "%s%s", i ? ", " : "", value_cstr(value_items(s->enumeration)[i]));
        }
        if (!found) report(k, result, context, "enum", "%s must be one of the following: %s", value_cstr(field), all.s ? all.s : "");
        buf_free(&all);
    }
    if (s->format.len > 0 && value_is_string(v) && !schema_has_format(k->call, s->format, value_str(v)))
        report(k, result, context, "format", "Does not match format '%.*s'", (int)s->format.len, s->format.s);
    result->score++;
}

static void check_number(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    const struct { struct value limit; bool fails; const char *type, *text; } limits[] = {
        {s->maximum, !value_is_none(s->maximum) && value_number_compare(v, s->maximum) > 0, "number_lte", "Must be less than or equal to"},
        {s->below, !value_is_none(s->below) && value_number_compare(v, s->below) >= 0, "number_lt", "Must be less than"},
        {s->minimum, !value_is_none(s->minimum) && value_number_compare(v, s->minimum) < 0, "number_gte", "Must be greater than or equal to"},
        {s->above, !value_is_none(s->above) && value_number_compare(v, s->above) <= 0, "number_gt", "Must be greater than"},
    };
    char text[40];
    if (!value_is_none(s->multiple_of) && !arith_is_multiple(v, s->multiple_of)) {
        arith_print_double(value_number_to_double(s->multiple_of), text);
        report(k, result, context, "multiple_of", "Must be a multiple of %s", text);
    }
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        if (!limits[i].fails) continue;
        arith_print_double(value_number_to_double(limits[i].limit), text);
        report(k, result, context, limits[i].type, "%s %s", limits[i].text, text);
    }
    result->score++;
}

static void check_string(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    int64_t len = s->min_length >= 0 || s->max_length >= 0 ? (int64_t)utf8_count(value_str(v)) : 0;
    if (s->min_length >= 0 && len < s->min_length)
        report(k, result, context, "string_gte", "String length must be greater than or equal to %lld", (long long)s->min_length);
    if (s->max_length >= 0 && len > s->max_length)
        report(k, result, context, "string_lte", "String length must be less than or equal to %lld", (long long)s->max_length);
    if (s->has_pattern && !matches(k, s->pattern, value_str(v)) && !k->failed)
        report(k, result, context, "pattern", "Does not match pattern '%.*s'", (int)s->pattern.len, s->pattern.s);
    result->score++;
}

/* --- arrays --- */

static struct result item_result(struct checker *k, const struct schema *s, struct value array, size_t i, const struct context *context)
{
    char name[24];
    snprintf(name, sizeof name, "%zu", i);
    struct context inner = {str_of(name), context};
    return apart(k, s, value_items(array)[i], &inner);
}

static void check_item(struct checker *k, const struct schema *s, struct value array, size_t i, struct result *result, const struct context *context)
{
    struct result one = item_result(k, s, array, i, context);
    merge(k, result, &one);
}

static void check_items(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    size_t n = value_len(v);
    if (s->items.len == 0) return;
    for (size_t i = 0; i < n && !k->failed; i++) {
        if (s->single_item) check_item(k, s->items.items[0], v, i, result, context);
        else if (i < s->items.len) check_item(k, s->items.items[i], v, i, result, context);
        else if (s->extra_items == EXTRA_SCHEMA) check_item(k, s->extra_item, v, i, result, context);
    }
    if (!s->single_item && n > s->items.len && s->extra_items == EXTRA_REFUSED)
        report(k, result, context, "array_no_additional_items", "No additional items allowed on array");
}

static void check_unique(struct checker *k, struct value v, struct result *result, const struct context *context)
{
    size_t n = value_len(v);
    struct value *texts = arena_array(k->call->arena, n + 1, sizeof *texts);
    size_t *last = arena_array(k->call->arena, 4 * n + 16, sizeof *last), cap = 16;
    while (cap < 2 * n) cap *= 2;
    if (!texts || !last) {
        error_no_memory(k->call->err);
        k->failed = true;
        return;
    }
    memset(last, 0, cap * sizeof *last);   /* index + 1 of the last item with this text; open addressing */
    for (size_t j = 0; j < n && !k->failed; j++) {
        texts[j] = canonical(k, value_items(v)[j]);
        if (k->failed) return;
        size_t slot = value_hash(texts[j]) & (cap - 1);
        while (last[slot] && !value_equal(texts[last[slot] - 1], texts[j])) slot = (slot + 1) & (cap - 1);
        if (last[slot]) report(k, result, context, "unique", "array items[%zu,%zu] must be unique", last[slot] - 1, j);
        last[slot] = j + 1;
    }
}

static void check_contains(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    struct result best = {{0}, 0};
    bool has_best = false;
    for (size_t i = 0; i < value_len(v) && !k->failed; i++) {
        struct result one = item_result(k, s->contains, v, i, context);
        if (is_valid(&one)) return;
        if (!has_best || one.score > best.score) best = one, has_best = true;
    }
    report(k, result, context, "contains", "At least one of the items must match");
    if (has_best) merge(k, result, &best);
}

static void check_array(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    int64_t n = (int64_t)value_len(v);
    check_items(k, s, v, result, context);
    if (s->min_items >= 0 && n < s->min_items)
        report(k, result, context, "array_min_items", "Array must have at least %lld items", (long long)s->min_items);
    if (s->max_items >= 0 && n > s->max_items)
        report(k, result, context, "array_max_items", "Array must have at most %lld items", (long long)s->max_items);
    if (s->unique) check_unique(k, v, result, context);
    if (s->contains) check_contains(k, s, v, result, context);
    result->score++;
}

/* --- objects --- */

static const struct schema_named *named(const struct schema_names *names, struct str name)
{
    for (size_t i = 0; i < names->len; i++)
        if (str_eq(names->items[i].name, name)) return &names->items[i];
    return NULL;
}

static void check_property(struct checker *k, const struct schema *s, struct str key, struct value v, struct result *result,
                           const struct context *context)
{
    struct context inner = {key, context};
    bool by_pattern = false;
    for (size_t i = 0; i < s->patterns.len && !k->failed; i++) {
        if (!matches(k, s->patterns.items[i].name, key)) continue;
        by_pattern = true;
        struct result one = apart(k, s->patterns.items[i].schema, v, &inner);
        merge(k, result, &one);
    }
    if (by_pattern) result->score++;
    if (by_pattern || named(&s->properties, key) || k->failed) return;
    if (s->extra_properties == EXTRA_REFUSED)
        report(k, result, context, "additional_property_not_allowed", "Additional property %.*s is not allowed", (int)key.len, key.s);
    if (s->extra_properties == EXTRA_SCHEMA) {
        struct result one = apart(k, s->extra_property, v, &inner);
        merge(k, result, &one);
    }
}

static void check_object(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    int64_t n = (int64_t)value_len(v);
    if (s->min_properties >= 0 && n < s->min_properties)
        report(k, result, context, "array_min_properties", "Must have at least %lld properties", (long long)s->min_properties);
    if (s->max_properties >= 0 && n > s->max_properties)
        report(k, result, context, "array_max_properties", "Must have at most %lld properties", (long long)s->max_properties);
    for (size_t i = 0; value_is_array(s->required) && i < value_len(s->required); i++) {
        struct value key = value_items(s->required)[i];
        if (value_is_none(value_get(v, key))) report(k, result, context, "required", "%s is required", value_cstr(key));
        else result->score++;
    }
    for (size_t i = 0; i < value_len(v) && !k->failed; i++)
        check_property(k, s, value_str(value_pairs(v)[i].key), value_pairs(v)[i].value, result, context);
    for (size_t i = 0; s->property_names && i < value_len(v) && !k->failed; i++) {
        struct result one = apart(k, s->property_names, value_pairs(v)[i].key, context);
        if (is_valid(&one)) continue;
        report(k, result, context, "invalid_property_name", "Property name of \"%s\" does not match", value_cstr(value_pairs(v)[i].key));
        merge(k, result, &one);
    }
    result->score++;
}

static void check_children(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    for (size_t i = 0; i < s->properties.len && !k->failed; i++) {
        struct value child = value_get_str(v, s->properties.items[i].name);
        struct context inner = {s->properties.items[i].name, context};
        if (!value_is_none(child)) check(k, s->properties.items[i].schema, child, result, &inner);
    }
}

/* --- the whole --- */

static enum schema_type type_of(struct value v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return TYPE_NULL;
    case VALUE_BOOL: return TYPE_BOOLEAN;
    case VALUE_NUMBER: return value_number_is_integer(v) ? TYPE_INTEGER : TYPE_NUMBER;
    case VALUE_STRING: return TYPE_STRING;
    case VALUE_ARRAY:
    case VALUE_SET: return TYPE_ARRAY;
    case VALUE_OBJECT:
    case VALUE_UNKNOWN:
    case VALUE_UNDEFINED: break;
    }
    return TYPE_OBJECT;
}

static bool has_type(const struct schema *s, enum schema_type type)
{
    for (size_t i = 0; i < s->n_types; i++)
        if (s->types[i] == type || (s->types[i] == TYPE_NUMBER && type == TYPE_INTEGER)) return true;
    return s->n_types == 0;
}

static void report_type(struct checker *k, const struct schema *s, enum schema_type given, struct result *result, const struct context *context)
{
    struct buf expected = buf_new(0);
    if (s->n_types > 1) buf_add_char(&expected, '[');
    for (size_t i = 0; i < s->n_types; i++) buf_printf(&expected, "%s%s", i ? "," : "", schema_type_names[s->types[i]]);
    if (s->n_types > 1) buf_add_char(&expected, ']');
    buf_add_char(&expected, '\0');
    report(k, result, context, "invalid_type", "Invalid type. Expected: %s, given: %s", expected.s ? expected.s : "", schema_type_names[given]);
    buf_free(&expected);
}

static void check_node(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    enum schema_type type = type_of(v);
    if (s->pass >= 0) {
        if (!s->pass) report(k, result, context, "false", "False always fails validation");
        return;
    }
    if (s->ref) {
        check(k, s->ref, v, result, context);
        return;
    }
    if (!has_type(s, type)) {
        report_type(k, s, type, result, context);
        return;
    }
    check_combinations(k, s, v, result, context);
    switch (type) {
    case TYPE_ARRAY: check_array(k, s, v, result, context); break;
    case TYPE_OBJECT: check_object(k, s, v, result, context); break;
    case TYPE_INTEGER:
    case TYPE_NUMBER: check_number(k, s, v, result, context); break;
    case TYPE_BOOLEAN:
    case TYPE_NULL:
    case TYPE_STRING: break;
    }
    check_common(k, s, v, result, context);
    if (type == TYPE_STRING) check_string(k, s, v, result, context);
    if (type == TYPE_OBJECT) check_children(k, s, v, result, context);
    result->score++;
}

static void check(struct checker *k, const struct schema *s, struct value v, struct result *result, const struct context *context)
{
    if (k->failed) return;
    if (++k->depth > SCHEMA_MAX_STEPS) {
        rego_builtin_error(k->call, "json.match_schema", "the schema refers to itself without end, or the document is nested too deeply");
        k->failed = true;
    } else if (out_of_time(k->call, "json.match_schema")) {
        k->failed = true;
    } else {
        check_node(k, s, v, result, context);
    }
    k->depth--;
}

bool schema_validate(struct rego_call *call, const struct schema *schema, struct value document, struct value *errors)
{
    struct checker k = {.call = call};
    struct result result = {{0}, 0};
    struct context root = {STR("(Root)"), NULL};
    check(&k, schema, document, &result, &root);
    if (k.failed) return false;
    *errors = value_array(call->arena, result.errors.items, result.errors.len);
    return !value_is_none(*errors) || error_no_memory(call->err);
}
