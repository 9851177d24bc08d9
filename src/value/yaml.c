/* value/yaml.c: libfyaml's document → value; see yaml.h. */
#include "value/yaml.h"

#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "value/yaml_scalar.h"

YAML_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const yaml_errors[] = {YAML_ERRORS(ERROR_CODE_ROW) NULL};

struct reading { struct arena *arena; struct error *err; size_t nodes; };

static struct position position_of_token(struct fy_token *token)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    if (!mark) return (struct position){1, 1, 0};
    return (struct position){(uint32_t)mark->line + 1, (uint32_t)mark->column + 1, (uint32_t)mark->input_pos};
}

/* Of a scalar its text; of a collection where it begins. */
static struct position place_of(struct fy_node *node)
{
    while (node && fy_node_get_type(node) == FYNT_MAPPING && fy_node_mapping_item_count(node) > 0)
        node = fy_node_pair_key(fy_node_mapping_get_by_index(node, 0));
    if (node && fy_node_get_type(node) == FYNT_SEQUENCE && fy_node_sequence_item_count(node) > 0) return place_of(fy_node_sequence_get_by_index(node, 0));
    return position_of_token(node ? fy_node_get_scalar_token(node) : NULL);
}

static struct value number_of(struct arena *arena, const struct yaml_scalar *scalar)
{
    char text[40];
    if (scalar->kind == YAML_INT) snprintf(text, sizeof text, "%s%llu", scalar->negative && scalar->magnitude ? "-" : "", (unsigned long long)scalar->magnitude);
    else snprintf(text, sizeof text, "%.17g", scalar->real);
    return value_number(arena, str_of(text));
}

static bool read_scalar(struct reading *r, struct fy_node *node, struct value *out)
{
    size_t len = 0;
    const char *s = fy_node_get_scalar(node, &len);
    struct str text = {s ? s : "", s ? len : 0};
    struct yaml_scalar scalar = fy_node_get_style(node) == FYNS_PLAIN ? yaml_resolve(text) : (struct yaml_scalar){.kind = YAML_STRING};
    switch (scalar.kind) {
    case YAML_NULL: *out = VALUE_NULL_; break;
    case YAML_BOOL: *out = value_bool(scalar.truth); break;
    case YAML_INT:
    case YAML_FLOAT: *out = number_of(r->arena, &scalar); break;
    case YAML_STRING:
    case YAML_INFINITY:
    case YAML_TIMESTAMP:
    case YAML_MERGE: *out = value_string(r->arena, text); break;
    }
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool read_node(struct reading *r, struct fy_node *node, unsigned depth, struct value *out);

static bool read_sequence(struct reading *r, struct fy_node *node, unsigned depth, struct value *out)
{
    VEC(struct value) items = {0};
    void *at = NULL;
    for (struct fy_node *item; (item = fy_node_sequence_iterate(node, &at)) != NULL;) {
        struct value *slot = vec_push(r->arena, &items);
        if (!slot) return error_no_memory(r->err);
        *slot = VALUE_NULL_;
        if (!read_node(r, item, depth + 1, slot)) return false;
    }
    *out = value_array(r->arena, items.items, items.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool read_mapping(struct reading *r, struct fy_node *node, unsigned depth, struct value *out)
{
    VEC(struct value_pair) pairs = {0};
    void *at = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &at)) != NULL;) {
        struct fy_node *key = fy_node_pair_key(pair);
        size_t len = 0;
        const char *s = key ? fy_node_get_scalar(key, &len) : NULL;
        if (!s) return error_at(r->err, &YAML_SYNTAX, place_of(key), "a key must be a word or a quoted text");
        struct value_pair *slot = vec_push(r->arena, &pairs);
        if (!slot) return error_no_memory(r->err);
        *slot = (struct value_pair){value_string(r->arena, (struct str){s, len}), VALUE_NULL_};
        if (value_is_none(slot->key)) return error_no_memory(r->err);
        for (size_t i = 0; i + 1 < pairs.len; i++)
            if (value_equal(pairs.items[i].key, slot->key)) return error_at(r->err, &YAML_DUPLICATE, place_of(key), "the key '%.100s' stands here a second time", value_cstr(slot->key));
        struct value v = VALUE_NULL_;
        if (fy_node_pair_value(pair) && !read_node(r, fy_node_pair_value(pair), depth + 1, &v)) return false;
        slot->value = v;
    }
    *out = value_object(r->arena, pairs.items, pairs.len);
    return !value_is_none(*out) || error_no_memory(r->err);
}

static bool read_node(struct reading *r, struct fy_node *node, unsigned depth, struct value *out)
{
    if (depth > YAML_TEXT_DEPTH) return error_at(r->err, &YAML_LIMIT, place_of(node), "nested deeper than %d levels", YAML_TEXT_DEPTH);
    if (++r->nodes > YAML_TEXT_NODES) return error_at(r->err, &YAML_LIMIT, place_of(node), "more than %d values", YAML_TEXT_NODES);
    if (fy_node_is_alias(node)) {
        struct fy_node *target = fy_node_resolve_alias(node);
        if (!target) return error_at(r->err, &YAML_SYNTAX, place_of(node), "there is no anchor of this name");
        return read_node(r, target, depth + 1, out);
    }
    switch (fy_node_get_type(node)) {
    case FYNT_SCALAR: return read_scalar(r, node, out);
    case FYNT_SEQUENCE: return read_sequence(r, node, depth, out);
    case FYNT_MAPPING: return read_mapping(r, node, depth, out);
    }
    return error_at(r->err, &YAML_SYNTAX, place_of(node), "this is no value");
}

static struct fy_document *document_of(struct str text, struct fy_diag **diag)
{
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    *diag = fy_diag_create(&diag_config);
    if (!*diag) return NULL;
    fy_diag_set_collect_errors(*diag, true);
    struct fy_parse_cfg config = {.search_path = "", .flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = *diag};
    return fy_document_build_from_string(&config, text.len ? text.s : "{}", text.len ? text.len : 2);
}

static bool explain(struct fy_diag *diag, struct error *err)
{
    void *iterator = NULL;
    struct fy_diag_error *first = diag ? fy_diag_errors_iterate(diag, &iterator) : NULL;
    if (!first) return error_no_memory(err);
    struct position at = {(uint32_t)(first->line > 0 ? first->line : 1), (uint32_t)(first->column > 0 ? first->column : 1), 0};
    return error_at(err, &YAML_SYNTAX, at, "%s", first->msg ? first->msg : "this is not YAML");
}

/* YAML is UTF-8 without control characters; on others libfyaml may look for the end of a line for ever. */
static bool is_text(struct str text, struct error *err)
{
    size_t good = utf8_valid_prefix(text.s, text.len);
    for (size_t i = 0; i < good; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return error_at(err, &YAML_SYNTAX, position_of(text, i), "the control character 0x%02x is not allowed", c);
    }
    return good == text.len || error_at(err, &YAML_SYNTAX, position_of(text, good), "this is not UTF-8");
}

bool yaml_read_text(struct arena *arena, struct str text, struct value *out, struct error *err)
{
    struct fy_diag *diag = NULL;
    struct reading r = {.arena = arena, .err = err};
    *out = VALUE_NULL_;
    if (!is_text(text, err)) return false;
    struct fy_document *document = document_of(text, &diag);
    struct fy_node *root = document ? fy_document_root(document) : NULL;
    bool ok = document ? !root || read_node(&r, root, 0, out) : explain(diag, err);
    if (document) fy_document_destroy(document);
    if (diag) fy_diag_destroy(diag);
    return ok;
}

/* The next step of a path: a name up to . or [, or an index. */
static struct fy_node *step_into(struct fy_node *node, const char **path, struct position *at)
{
    char name[256];
    size_t n = 0;
    const char *p = *path;
    if (*p == '.') p++;
    if (*p == '[') {
        char *end;
        long i = strtol(p + 1, &end, 10);
        *path = *end == ']' ? end + 1 : end;
        struct fy_node *item = fy_node_is_sequence(node) ? fy_node_sequence_get_by_index(node, (int)i) : NULL;
        if (item) *at = place_of(item);
        return item;
    }
    while (*p && *p != '.' && *p != '[' && n + 1 < sizeof name) name[n++] = *p++;
    *path = p;
    if (!fy_node_is_mapping(node)) return NULL;
    struct fy_node_pair *pair = fy_node_mapping_lookup_pair_by_simple_key(node, name, n);
    if (!pair) return NULL;
    *at = position_of_token(fy_node_get_scalar_token(fy_node_pair_key(pair)));
    return fy_node_pair_value(pair);
}

struct position yaml_position(struct str text, const char *path)
{
    struct fy_diag *diag = NULL;
    struct position at = {1, 1, 0};
    struct fy_document *document = document_of(text, &diag);
    struct fy_node *node = document ? fy_document_root(document) : NULL;
    while (node && *path) {
        if (fy_node_is_alias(node)) node = fy_node_resolve_alias(node);
        if (node) node = step_into(node, &path, &at);
    }
    if (document) fy_document_destroy(document);
    if (diag) fy_diag_destroy(diag);
    return at;
}
