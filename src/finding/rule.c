#include "finding/rule.h"

#include <ctype.h>
#include <strings.h>

#include "base/vec.h"
#include "value/json.h"

RULE_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const rule_errors[] = {RULE_ERRORS(ERROR_CODE_ROW) NULL};

static const char *const severity_names[SEVERITIES] = {"info", "low", "medium", "high", "critical"};
static const char *const severity_uppers[SEVERITIES] = {"INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

const char *severity_name(enum severity severity) { return severity_names[severity]; }
const char *severity_upper(enum severity severity) { return severity_uppers[severity]; }

bool severity_parse(struct str name, enum severity *out)
{
    for (int i = 0; i < SEVERITIES; i++)
        if (strlen(severity_names[i]) == name.len && strncasecmp(severity_names[i], name.s, name.len) == 0) return *out = (enum severity)i, true;
    return false;
}

/* --- reading --- */

struct reading { struct arena *arena; const char *file; struct error *err; };

static bool wrong(struct reading *r, const char *field, const char *what)
{
    error_set(r->err, &RULE_METADATA, "METADATA of a rule: '%s' %s", field, what);
    return error_in_file(r->err, str_of(r->file));
}

static bool text_field(struct reading *r, struct value object, const char *field, bool required, const char **out)
{
    struct value v = value_field(object, field);
    *out = NULL;
    if (value_is_none(v)) return !required || wrong(r, field, "is missing");
    if (!value_is_string(v)) return wrong(r, field, "must be a string");
    *out = value_cstr(v);
    return true;
}

static bool list_field(struct reading *r, struct value object, const char *field, const char *const **out)
{
    bool fits;
    *out = value_texts(r->arena, value_field(object, field), &fits);
    if (!fits) return wrong(r, field, "must be a list of strings");
    return *out || error_no_memory(r->err);
}

/* {checkov: [CKV_AWS_20], ...} → pairs. Aliases and framework requirements have one shape. */
static bool pairs_field(struct reading *r, struct value object, const char *field, const struct rule_alias **out)
{
    struct value v = value_field(object, field);
    VEC(struct rule_alias) pairs = {0};
    if (!value_is_none(v) && !value_is_object(v)) return wrong(r, field, "must be an object of lists");
    for (size_t i = 0; value_is_object(v) && i < value_len(v); i++) {
        struct value list = value_pairs(v)[i].value;
        if (!value_is_array(list)) return wrong(r, field, "must be an object of lists");
        for (size_t k = 0; k < value_len(list); k++) {
            struct rule_alias *at = vec_push(r->arena, &pairs);
            if (!at) return error_no_memory(r->err);
            if (!value_is_string(value_items(list)[k])) return wrong(r, field, "must hold strings (quote numbers such as \"2.1\")");
            *at = (struct rule_alias){value_cstr(value_pairs(v)[i].key), value_cstr(value_items(list)[k])};
        }
    }
    struct rule_alias *end = vec_push(r->arena, &pairs);
    if (!end) return error_no_memory(r->err);
    *end = (struct rule_alias){NULL, NULL};
    *out = pairs.items;
    return true;
}

static bool known_fields(struct reading *r, struct value object, const char *const *names, size_t n)
{
    for (size_t i = 0; value_is_object(object) && i < value_len(object); i++) {
        struct str key = value_str(value_pairs(object)[i].key);
        bool known = false;
        for (size_t k = 0; k < n && !known; k++) known = str_is(key, names[k]);
        if (known) continue;
        wrong(r, value_cstr(value_pairs(object)[i].key), "is not a field of a rule");
        const char *nearest = str_nearest(key, names, n);
        if (nearest) error_help(r->err, "did you mean '%s'?", nearest);
        return false;
    }
    return true;
}

/* The library modules that the source imports or names: data.rampart.lib.NAME. Text is enough: a name too many costs nothing but time. */
static bool find_imports(struct reading *r, const char *text, const char *const **out)
{
    VEC(const char *) names = {0};
    static const char prefix[] = "data.rampart.lib.";
    for (const char *p = text; (p = strstr(p, prefix)) != NULL;) {
        p += sizeof prefix - 1;
        size_t n = 0;
        while (isalnum((unsigned char)p[n]) || p[n] == '_') n++;
        bool again = false;
        for (size_t i = 0; i < names.len; i++) again = again || (strlen(names.items[i]) == n && strncmp(names.items[i], p, n) == 0);
        if (again) continue;
        const char **at = vec_push(r->arena, &names);
        if (!at || !(*at = arena_strndup(r->arena, p, n))) return error_no_memory(r->err);
    }
    const char **end = vec_push(r->arena, &names);
    if (!end) return error_no_memory(r->err);
    *end = NULL;
    *out = names.items;
    return true;
}

bool rule_read(struct arena *arena, struct value annotation, const char *package, const char *file, const char *text, struct rule *out, struct error *err)
{
    static const char *const custom_fields[] = {"id", "aliases", "related", "severity", "resource_types", "frameworks", "remediation", "fix", "advice"};
    struct reading r = {arena, file, err};
    struct value custom = value_field(annotation, "custom");
    const char *severity = NULL;
    const struct rule_alias *requirements = NULL;
    *out = (struct rule){.package = package, .file = file, .text = text};
    if (!value_is_object(custom)) return wrong(&r, "custom", "is missing");
    if (!known_fields(&r, custom, custom_fields, COUNT_OF(custom_fields)) || !text_field(&r, annotation, "title", true, &out->title) ||
        !text_field(&r, annotation, "description", true, &out->description) || !text_field(&r, custom, "id", true, &out->id) ||
        !text_field(&r, custom, "advice", true, &out->advice) || !text_field(&r, custom, "severity", true, &severity) ||
        !text_field(&r, custom, "remediation", false, &out->remediation) || !list_field(&r, custom, "resource_types", &out->types) ||
        !list_field(&r, custom, "related", &out->related) || !pairs_field(&r, custom, "aliases", &out->aliases) ||
        !pairs_field(&r, custom, "frameworks", &requirements) || !find_imports(&r, text, &out->imports)) return false;
    _Static_assert(sizeof(struct rule_alias) == sizeof(struct rule_requirement), "pairs of two texts");
    out->requirements = (const struct rule_requirement *)(const void *)requirements;
    if (!severity_parse(str_of(severity), &out->severity)) return wrong(&r, "severity", "must be info, low, medium, high or critical");
    if (!out->types[0]) return wrong(&r, "resource_types", "is missing: a rule names the types it judges");
    struct value fix = value_field(custom, "fix");
    if (value_is_none(fix)) return true;
    struct buf json = buf_new(0);
    json_write(&json, fix, 0);
    out->fix = buf_to_arena(arena, &json);
    buf_free(&json);
    return out->fix != NULL || error_no_memory(err);
}

/* --- asking --- */

const char *rule_alias(const struct rule *rule, const char *system)
{
    for (const struct rule_alias *a = rule->aliases; a->system; a++)
        if (strcmp(a->system, system) == 0) return a->id;
    return NULL;
}

/* Glob with * alone, without case. */
static bool matches(const char *name, const char *pattern, size_t len)
{
    if (len == 0) return *name == '\0';
    if (*pattern == '*') {
        for (;; name++) {
            if (matches(name, pattern + 1, len - 1)) return true;
            if (*name == '\0') return false;
        }
    }
    return *name && tolower((unsigned char)*name) == tolower((unsigned char)*pattern) && matches(name + 1, pattern + 1, len - 1);
}

#define PATTERN_MAX 200   /* longer than any id; bounds the recursion */

bool rule_matches(const struct rule *rule, struct str pattern)
{
    enum severity severity;
    if (pattern.len == 0 || pattern.len > PATTERN_MAX) return false;
    if (severity_parse(pattern, &severity)) return rule->severity >= severity;
    if (matches(rule->id, pattern.s, pattern.len)) return true;
    for (const struct rule_alias *a = rule->aliases; a->system; a++)
        if (matches(a->id, pattern.s, pattern.len)) return true;
    return false;
}

bool rule_has_type(const struct rule *rule, const char *type)
{
    for (const char *const *t = rule->types; *t; t++)
        if (strcmp(*t, type) == 0) return true;
    return false;
}
