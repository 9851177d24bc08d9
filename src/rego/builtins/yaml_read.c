/* rego/builtins/yaml_read.c: YAML text → value, from libfyaml's events.
 * An alias is the anchored value itself (values never change, so sharing costs nothing), but it counts as all the nodes in it: what is small
 * as YAML and huge as JSON is refused. */
#include "rego/builtins/yaml_text.h"

#include <libfyaml.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "rego/builtins/common.h"
#include "value/yaml_scalar.h"
#include "base/vec.h"

struct anchor { struct str name; struct value v; size_t nodes; };

struct reader {
    struct rego_call *call;
    struct fy_parser *parser;
    char *why;
    size_t room;
    size_t nodes;
    VEC(struct anchor) anchors;
};

static bool fail(struct reader *r, const char *what)
{
    snprintf(r->why, r->room, "%s", what);
    return false;
}

static struct str text_of(struct reader *r, struct fy_token *token)
{
    size_t len = 0;
    const char *s = token ? fy_token_get_text(token, &len) : NULL;
    const char *copy = s ? arena_copy(r->call->arena, s, len) : NULL;
    return (struct str){copy ? copy : "", copy ? len : 0};
}

/* "!!str" and "tag:yaml.org,2002:str" are "str". */
static struct str short_tag(struct str tag)
{
    static const char *const prefixes[] = {"tag:yaml.org,2002:", "!!"};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++)
        if (str_has_prefix(tag, str_of(prefixes[i]))) return (struct str){tag.s + strlen(prefixes[i]), tag.len - strlen(prefixes[i])};
    return tag;
}

static struct value integer(struct arena *arena, bool negative, uint64_t magnitude)
{
    char text[24];
    snprintf(text, sizeof text, "%s%llu", negative && magnitude ? "-" : "", (unsigned long long)magnitude);
    struct value v = VALUE_NONE;
    return arith_parse_int(arena, str_of(text), 10, &v) == ARITH_OK ? v : VALUE_NONE;
}

static bool cannot(struct reader *r, struct str s, const char *tag)
{
    snprintf(r->why, r->room, "cannot decode !!str `%.*s` as a !!%s", (int)(s.len < 60 ? s.len : 60), s.s, tag);
    return false;
}

/* The value of a scalar; *merge: it is the key `<<`. */
static bool scalar_value(struct reader *r, struct str s, bool plain, struct str tag, struct value *out, bool *merge)
{
    struct arena *arena = r->call->arena;
    struct yaml_scalar scalar = {.kind = YAML_STRING};
    *merge = str_is(tag, "merge");
    tag = short_tag(tag);
    bool standard = str_is(tag, "int") || str_is(tag, "float") || str_is(tag, "bool") || str_is(tag, "null");
    if ((plain && tag.len == 0) || standard) scalar = yaml_resolve(s);
    if (str_is(tag, "int") && scalar.kind != YAML_INT) return cannot(r, s, "int");
    if (str_is(tag, "bool") && scalar.kind != YAML_BOOL) return cannot(r, s, "bool");
    if (str_is(tag, "null") && scalar.kind != YAML_NULL) return cannot(r, s, "null");
    if (str_is(tag, "float") && scalar.kind != YAML_FLOAT && scalar.kind != YAML_INT) return cannot(r, s, "float");
    switch (scalar.kind) {
    case YAML_NULL: *out = VALUE_NULL_; break;
    case YAML_BOOL: *out = value_bool(scalar.truth); break;
    case YAML_INT: *out = integer(arena, scalar.negative, scalar.magnitude); break;
    case YAML_FLOAT: *out = json_float(arena, scalar.real); break;
    case YAML_INFINITY: return fail(r, "json: unsupported value: an infinity or NaN");
    case YAML_MERGE: *merge = true; *out = string_of_bytes(arena, s); break;
    case YAML_STRING:
    case YAML_TIMESTAMP: *out = string_of_bytes(arena, s); break;
    }
    if (str_is(tag, "binary")) {
        const struct rego_builtin *decode = rego_builtin_find(STR("base64.decode"));
        struct value in = *out;
        if (value_is_none(in) || !decode->fn(r->call, &in, out)) return fail(r, "!!binary value contains invalid base64 data");
    }
    return !value_is_none(*out) || fail(r, "out of memory");
}

static bool read_node(struct reader *r, struct fy_event *event, unsigned depth, struct value *out, bool *merge);

static struct fy_event *next_event(struct reader *r)
{
    return fy_parser_parse(r->parser);
}

static bool remember(struct reader *r, struct str name, struct value v, size_t nodes)
{
    if (name.len == 0) return true;
    struct anchor *anchor = vec_push(r->call->arena, &r->anchors);
    if (!anchor) return fail(r, "out of memory");
    *anchor = (struct anchor){name, v, nodes};
    return true;
}

static bool recall(struct reader *r, struct str name, struct value *out)
{
    for (size_t i = r->anchors.len; i-- > 0;) {
        if (!str_eq(r->anchors.items[i].name, name)) continue;
        *out = r->anchors.items[i].v;
        r->nodes += r->anchors.items[i].nodes;
        return r->nodes <= YAML_MAX_NODES || fail(r, "document contains excessive aliasing");
    }
    snprintf(r->why, r->room, "unknown anchor '%.*s' referenced", (int)(name.len < 60 ? name.len : 60), name.s);
    return false;
}

static bool read_sequence(struct reader *r, unsigned depth, struct value *out)
{
    struct values list = {0};
    struct value v;
    bool merge;
    for (;;) {
        struct fy_event *event = next_event(r);
        if (!event) return fail(r, "");
        bool end = event->type == FYET_SEQUENCE_END, ok = end || read_node(r, event, depth + 1, &v, &merge);
        fy_parser_event_free(r->parser, event);
        if (!ok) return false;
        if (end) break;
        if (!values_add(r->call, &list, v)) return fail(r, "out of memory");
    }
    *out = value_array(r->call->arena, list.items, list.len);
    return !value_is_none(*out) || fail(r, "out of memory");
}

/* A key as JSON's text. */
static bool key_text(struct reader *r, struct value *key)
{
    struct arena *arena = r->call->arena;
    char scratch[32];
    if (value_is_string(*key)) return true;
    if (value_is_bool(*key)) *key = value_cstring(arena, value_is_true(*key) ? "true" : "false");
    else if (value_is_number(*key)) *key = value_string(arena, value_number_text(*key, scratch));
    else return fail(r, "unsupported map key: it must be a string, a number or a boolean");
    return !value_is_none(*key) || fail(r, "out of memory");
}

/* The pairs of merged mappings come before: whatever is said after wins, and of several merged ones the first. */
static bool add_merged(struct reader *r, struct pairs *merged, struct value v)
{
    if (value_is_array(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!value_is_object(value_items(v)[i]) || !add_merged(r, merged, value_items(v)[i]))
                return fail(r, "map merge requires map or sequence of maps as the value");
        return true;
    }
    if (!value_is_object(v)) return fail(r, "map merge requires map or sequence of maps as the value");
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        bool known = false;
        for (size_t k = 0; k < merged->len && !known; k++) known = value_equal(merged->items[k].key, pair.key);
        if (!known && !pairs_add(r->call, merged, pair.key, pair.value)) return fail(r, "out of memory");
        if (++r->nodes > YAML_MAX_NODES) return fail(r, "document contains excessive aliasing");
    }
    return true;
}

static bool read_mapping(struct reader *r, unsigned depth, struct value *out)
{
    struct pairs pairs = {0}, merged = {0};
    for (;;) {
        struct value key, v;
        bool merge = false, ignored;
        struct fy_event *event = next_event(r);
        if (!event) return fail(r, "");
        bool end = event->type == FYET_MAPPING_END, ok = end || read_node(r, event, depth + 1, &key, &merge);
        fy_parser_event_free(r->parser, event);
        if (!ok) return false;
        if (end) break;
        event = next_event(r);
        if (!event) return fail(r, "");
        ok = read_node(r, event, depth + 1, &v, &ignored);
        fy_parser_event_free(r->parser, event);
        if (!ok) return false;
        if (merge ? !add_merged(r, &merged, v) : !key_text(r, &key)) return false;
        if (!merge && !pairs_add(r->call, &pairs, key, v)) return fail(r, "out of memory");
    }
    for (size_t i = 0; i < pairs.len; i++)
        if (merged.len > 0 && !pairs_add(r->call, &merged, pairs.items[i].key, pairs.items[i].value)) return fail(r, "out of memory");
    struct pairs *all = merged.len > 0 ? &merged : &pairs;
    *out = value_object(r->call->arena, all->items, all->len);
    return !value_is_none(*out) || fail(r, "out of memory");
}

static bool read_node(struct reader *r, struct fy_event *event, unsigned depth, struct value *out, bool *merge)
{
    size_t before = r->nodes++;
    struct str anchor = STR("");
    bool ok = false;
    *merge = false;
    if (depth > YAML_MAX_DEPTH) return fail(r, "exceeded max depth of nested values");
    if (r->nodes > YAML_MAX_NODES) return fail(r, "the document is too large");
    if (r->nodes % 1024 == 0 && out_of_time(r->call, "yaml.unmarshal")) return fail(r, "timed out");
    switch (event->type) {
    case FYET_SCALAR:
        anchor = text_of(r, event->scalar.anchor);
        ok = scalar_value(r, text_of(r, event->scalar.value),
                          !event->scalar.value || fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN, text_of(r, event->scalar.tag), out, merge);
        break;
    case FYET_SEQUENCE_START:
        anchor = text_of(r, event->sequence_start.anchor);
        ok = read_sequence(r, depth, out);
        break;
    case FYET_MAPPING_START:
        anchor = text_of(r, event->mapping_start.anchor);
        ok = read_mapping(r, depth, out);
        break;
    case FYET_ALIAS: return recall(r, text_of(r, event->alias.anchor), out);
    default: return fail(r, "");
    }
    return ok && remember(r, anchor, *out, r->nodes - before);
}

/* All documents must be well formed; the first one is the answer. An empty stream is null. */
static bool read_stream(struct reader *r, struct value *out)
{
    bool first = true, merge;
    struct value v;
    *out = VALUE_NULL_;
    for (;;) {
        struct fy_event *event = next_event(r);
        if (!event) return !fy_parser_get_stream_error(r->parser) || fail(r, "");
        bool ok = true, end = event->type == FYET_STREAM_END;
        switch (event->type) {
        case FYET_SCALAR:
        case FYET_SEQUENCE_START:
        case FYET_MAPPING_START:
        case FYET_ALIAS:
            ok = read_node(r, event, 0, &v, &merge);
            if (ok && first) *out = v;
            first = false;
            break;
        case FYET_DOCUMENT_START: r->anchors.len = 0; break;
        default: break;
        }
        fy_parser_event_free(r->parser, event);
        if (!ok) return false;
        if (end) return true;
    }
}

static void explain(struct reader *r, struct fy_diag *diag, struct str text)
{
    void *iterator = NULL;
    struct fy_diag_error *error = diag ? fy_diag_errors_iterate(diag, &iterator) : NULL;
    int last = 1;   /* what is missing at the end is said to be missing on the last line */
    for (size_t i = 0; i + 1 < text.len; i++) last += text.s[i] == '\n';
    if (error)
        snprintf(r->why, r->room, "line %d: did not find expected node content: %s", error->line < last ? error->line : last, error->msg ? error->msg : "");
    else snprintf(r->why, r->room, "did not find expected node content");
}

bool yaml_read(struct rego_call *call, struct str text, struct value *out, char *why, size_t room)
{
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&diag_config);
    if (diag) fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg config = {.search_path = "", .flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
    struct reader r = {.call = call, .why = why, .room = room};
    why[0] = '\0';
    r.parser = diag ? fy_parser_create(&config) : NULL;
    bool ok = r.parser && fy_parser_set_string(r.parser, text.len ? text.s : "", text.len) == 0;
    if (!ok) snprintf(why, room, "out of memory");
    ok = ok && read_stream(&r, out);
    if (!ok && !why[0]) explain(&r, diag, text);
    if (r.parser) fy_parser_destroy(r.parser);
    if (diag) fy_diag_destroy(diag);
    return ok;
}
