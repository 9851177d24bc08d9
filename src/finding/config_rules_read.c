/* finding/config_rules_read.c: content/config_rules/NAME.yaml → rows, when the program is built. */
#include "finding/config_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "value/yaml.h"

CONFIG_RULE_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const config_rule_errors[] = {CONFIG_RULE_ERRORS(ERROR_CODE_ROW) NULL};

struct reading { struct arena *arena; const char *file, *identifier; struct str text; struct error *err; };

static bool wrong(struct reading *r, const char *field, const char *what)
{
    char path[300];
    snprintf(path, sizeof path, "%s.%s", r->identifier, field);
    error_at(r->err, &CONFIG_RULE_FILE, yaml_position(r->text, path), "%s: '%s' %s", r->identifier, field, what);
    return error_in_file(r->err, str_of(r->file));
}

static const char *copy(struct reading *r, struct value v) { return arena_strndup(r->arena, value_cstr(v), value_len(v)); }

static bool texts(struct reading *r, struct value object, const char *field, const char *const **out)
{
    bool fits;
    *out = value_texts(r->arena, value_field(object, field), &fits);
    if (!fits) return wrong(r, field, "must be a list of strings");
    return *out || error_no_memory(r->err);
}

static bool pairs(struct reading *r, struct value object, const char *field, const struct config_pair **out)
{
    struct value v = value_field(object, field);
    size_t n = value_is_object(v) ? value_len(v) : 0;
    struct config_pair *list = (struct config_pair *)arena_array(r->arena, n + 1, sizeof *list);
    if (!list) return error_no_memory(r->err);
    if (!value_is_none(v) && !value_is_object(v)) return wrong(r, field, "must be an object of strings");
    for (size_t i = 0; i < n; i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!value_is_string(pair.value)) return wrong(r, field, "must be an object of strings");
        list[i] = (struct config_pair){copy(r, pair.key), copy(r, pair.value)};
        if (!list[i].name || !list[i].value) return error_no_memory(r->err);
    }
    list[n] = (struct config_pair){NULL, NULL};
    *out = list;
    return true;
}

static bool read_mapping(struct reading *r, struct value v, struct config_mapping *out)
{
    static const char *const fields[] = {"rules", "parameters", "only", "ignored", "types", "where", "sets", "unsupported"};
    struct value unsupported = value_field(v, "unsupported");
    *out = (struct config_mapping){.identifier = r->identifier};
    if (!value_is_object(v)) return wrong(r, r->identifier, "must be an object");
    for (size_t i = 0; i < value_len(v); i++) {
        const char *key = value_cstr(value_pairs(v)[i].key);
        bool known = false;
        for (size_t k = 0; k < COUNT_OF(fields); k++) known = known || strcmp(key, fields[k]) == 0;
        if (!known) return wrong(r, key, "is not a field here");
    }
    if (!value_is_none(unsupported)) {
        if (!value_is_string(unsupported)) return wrong(r, "unsupported", "must be a string");
        if (!(out->unsupported = copy(r, unsupported))) return error_no_memory(r->err);
    }
    return texts(r, v, "rules", &out->rules) && pairs(r, v, "parameters", &out->parameters) && pairs(r, v, "only", &out->only) && texts(r, v, "ignored", &out->ignored) &&
           texts(r, v, "types", &out->types) && pairs(r, v, "where", &out->where) && pairs(r, v, "sets", &out->sets);
}

static int by_identifier(const void *a, const void *b)
{
    return strcasecmp(((const struct config_mapping *)a)->identifier, ((const struct config_mapping *)b)->identifier);
}

bool config_mappings_from_text(struct arena *arena, const char *file, struct str text, struct config_mapping_list *out, struct error *err)
{
    struct reading r = {arena, file, "the file", text, err};
    struct value v;
    if (!yaml_read_text(arena, text, &v, err)) return error_in_file(err, str_of(file));
    if (!value_is_object(v)) return wrong(&r, "identifiers", "must be the keys of an object");
    struct config_mapping *rows = (struct config_mapping *)arena_array(arena, value_len(v) + 1, sizeof *rows);
    if (!rows) return error_no_memory(err);
    for (size_t i = 0; i < value_len(v); i++) {
        r.identifier = copy(&r, value_pairs(v)[i].key);
        if (!r.identifier) return error_no_memory(err);
        if (!read_mapping(&r, value_pairs(v)[i].value, &rows[i])) return false;
    }
    if (value_len(v)) qsort(rows, value_len(v), sizeof *rows, by_identifier);
    *out = (struct config_mapping_list){rows, value_len(v)};
    return true;
}
