#include "inventory/config.h"

#include <stdio.h>

#include "value/yaml.h"

const struct error_code *const config_errors[] = {CONFIG_ERRORS(ERROR_CODE_ROW) NULL};
CONFIG_ERRORS(ERROR_CODE_DEFINE)

#define TEXT_MAX 2048                                  /* of one text: longer than any name, path or URL that AWS has */
#define SECOND_MS INT64_C(1000)

struct reader { struct arena *arena; const char *file; struct str text; struct error *err; };

static bool fail(struct reader *r, const struct error_code *code, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool fail(struct reader *r, const struct error_code *code, const char *path, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (!path) return error_no_memory(r->err);
    error_at(r->err, code, yaml_position(r->text, path), "%s", text);
    return error_in_file(r->err, str_of(r->file));
}

static const char *below(struct reader *r, const char *path, const char *name) { return *path ? arena_printf(r->arena, "%s.%s", path, name) : name; }
static const char *item(struct reader *r, const char *path, size_t i) { return arena_printf(r->arena, "%s[%zu]", path, i); }

/* --- what a text may be --- */

static bool digits(struct str s, size_t n)
{
    if (s.len != n) return false;
    for (size_t i = 0; i < n; i++)
        if (s.s[i] < '0' || s.s[i] > '9') return false;
    return true;
}

static bool is_account(struct str s) { return digits(s, 12); }
static bool is_text(struct str s) { return s.len > 0 && s.len <= TEXT_MAX && memchr(s.s, '\0', s.len) == NULL; }

static bool all_of(struct str s, const char *more)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && !(c && strchr(more, c))) return false;
    }
    return s.len > 0;
}

/* eu-west-1, us-gov-east-1: words of small letters and a number at the end. */
static bool is_region(struct str s)
{
    size_t dashes = 0;
    for (size_t i = 0; i < s.len; i++) {
        dashes += s.s[i] == '-';
        if (s.s[i] != '-' && !(s.s[i] >= 'a' && s.s[i] <= 'z') && !(i + 1 == s.len && s.s[i] >= '0' && s.s[i] <= '9')) return false;
    }
    return dashes >= 2 && s.s[s.len - 1] >= '0' && s.s[s.len - 1] <= '9' && s.len <= 64;
}

/* https://HOST/ACCOUNT/NAME */
static bool is_queue(struct str s)
{
    size_t scheme = str_has_prefix(s, STR("https://")) ? 8 : str_has_prefix(s, STR("http://")) ? 7 : 0;
    size_t host = scheme ? str_find(s, STR("/"), scheme) : SIZE_MAX;
    if (host == SIZE_MAX || host == scheme || s.len < host + 15 || s.s[host + 13] != '/' || s.len > TEXT_MAX) return false;
    return is_account((struct str){s.s + host + 1, 12}) && all_of((struct str){s.s + host + 14, s.len - host - 14}, "-_.");
}

static bool is_role(struct str s) { return all_of(s, "+=,.@_-/") && s.len <= 512 && s.s[0] != '/'; }
static bool is_session(struct str s) { return all_of(s, "+=,.@_-") && s.len >= 2 && s.len <= 64; }
static bool is_external(struct str s) { return all_of(s, "+=,.@:/_-") && s.len >= 2 && s.len <= 1224; }
static bool is_type(struct str s) { return all_of(s, "_") && str_find(s, STR("_"), 0) != SIZE_MAX && s.len <= 128; }

struct kind { bool (*is)(struct str s); const char *wants; };
static const struct kind
    account_kind = {is_account, "an account's id, 12 digits"}, text_kind = {is_text, "a text"}, region_kind = {is_region, "a region like eu-west-1"},
    queue_kind = {is_queue, "a queue's URL like https://sqs.eu-west-1.amazonaws.com/111111111111/NAME"}, role_kind = {is_role, "a role's name, without its ARN"},
    session_kind = {is_session, "a session's name: 2 to 64 letters, digits and +=,.@_-"}, external_kind = {is_external, "an external id: 2 to 1224 letters, digits and +=,.@:/_-"},
    type_kind = {is_type, "a resource type like aws_s3_bucket"};

static bool read_one(struct reader *r, struct value v, const char *path, const struct kind *kind, const char **out)
{
    char scratch[24];
    struct str text = value_is_string(v) ? value_str(v) : value_is_small_int(v) ? value_number_text(v, scratch) : (struct str){"", 0};
    if (kind != &account_kind && !value_is_string(v)) text.len = 0;
    if (!kind->is(text)) {
        size_t shown = text.len < 100 ? text.len : 100;
        if (!text.len) return fail(r, &CONFIG_VALUE, path, "this must be %s", kind->wants);
        fail(r, &CONFIG_VALUE, path, "'%.*s' is not %s", (int)shown, text.s, kind->wants);
        return value_is_number(v) ? error_help(r->err, "put the id in quotes: a number loses its leading zeros") : false;
    }
    *out = arena_strndup(r->arena, text.s, text.len);
    return *out || error_no_memory(r->err);
}

static bool read_field(struct reader *r, struct value v, const char *path, const char *name, const struct kind *kind, const char **out)
{
    struct value field = value_field(v, name);
    *out = NULL;
    return value_is_none(field) || read_one(r, field, below(r, path, name), kind, out);
}

static bool read_list(struct reader *r, struct value v, const char *path, const char *name, const struct kind *kind, struct config_texts *out)
{
    struct value list = value_field(v, name);
    const char *place = below(r, path, name);
    *out = (struct config_texts){0};
    if (value_is_none(list)) return true;
    if (!value_is_array(list)) return fail(r, &CONFIG_VALUE, place, "'%s' must be a list, each %s", name, kind->wants);
    const char **items = (const char **)arena_array(r->arena, value_len(list) + 1, sizeof *items);
    if (!items) return error_no_memory(r->err);
    for (size_t i = 0; i < value_len(list); i++)
        if (!read_one(r, value_items(list)[i], place ? item(r, place, i) : NULL, kind, &items[i])) return false;
    *out = (struct config_texts){items, value_len(list)};
    return true;
}

/* Every key of the mapping is one of `names` (NULL at the end). */
static bool only(struct reader *r, struct value v, const char *path, const char *const *names)
{
    size_t n = 0;
    while (names[n]) n++;
    if (!value_is_object(v)) return fail(r, &CONFIG_VALUE, path, "'%s' must be a mapping", path ? path : "");
    for (size_t i = 0; i < value_len(v); i++) {
        struct str key = value_str(value_pairs(v)[i].key);
        size_t k = 0;
        while (k < n && !str_is(key, names[k])) k++;
        if (k < n) continue;
        int shown = (int)(key.len < 80 ? key.len : 80);
        fail(r, &CONFIG_FIELD, *path ? arena_printf(r->arena, "%s.%.*s", path, (int)key.len, key.s) : arena_strndup(r->arena, key.s, key.len), "'%.*s' is not a field %s%s", shown,
             key.s, *path ? "of " : "of this file", path);
        const char *near = str_nearest(key, names, n);
        return near ? error_help(r->err, "did you mean '%s'?", near) : false;
    }
    return true;
}

/* 30s, 10m, 6h, 1d; at most a year, so that no sum of two is too large. */
static bool read_duration(struct reader *r, struct value v, const char *path, const char *name, int64_t least, int64_t *out)
{
    struct value field = value_field(v, name);
    if (value_is_none(field)) return true;
    static const struct { char unit; int64_t ms; } units[] = {{'s', SECOND_MS}, {'m', 60 * SECOND_MS}, {'h', 3600 * SECOND_MS}, {'d', 86400 * SECOND_MS}};
    struct str s = value_is_string(field) ? value_str(field) : (struct str){"", 0};
    int64_t n = 0, ms = -1;
    if (s.len >= 2 && s.len <= 9 && digits((struct str){s.s, s.len - 1}, s.len - 1)) {
        for (size_t i = 0; i + 1 < s.len; i++) n = n * 10 + (s.s[i] - '0');
        for (size_t i = 0; i < COUNT_OF(units); i++)
            if (units[i].unit == s.s[s.len - 1]) ms = n * units[i].ms;
    }
    if (ms < least || ms > 366 * 86400 * SECOND_MS)
        return fail(r, &CONFIG_VALUE, below(r, path, name), "'%s' must be a time like 30s, 10m, 6h or 1d, from %llds to a year", name, (long long)(least / SECOND_MS));
    *out = ms;
    return true;
}

/* --- the parts --- */

static const char *const criticalities[] = {"", "low", "medium", "high", "critical"};
const char *criticality_name(enum criticality criticality) { return criticalities[criticality]; }

static bool read_criticality(struct reader *r, struct value v, const char *path, enum criticality *out)
{
    struct value field = value_field(v, "criticality");
    *out = CRITICALITY_NONE;
    if (value_is_none(field)) return true;
    for (size_t i = 1; value_is_string(field) && i < COUNT_OF(criticalities); i++)
        if (str_is(value_str(field), criticalities[i])) *out = (enum criticality)i;
    return *out != CRITICALITY_NONE || fail(r, &CONFIG_VALUE, below(r, path, "criticality"), "'criticality' must be low, medium, high or critical");
}

static bool read_label(struct reader *r, struct value v, const char *path, struct config_label *out)
{
    static const char *const fields[] = {"organisational_unit", "account", "tag", "value", "environment", "owner", "criticality", NULL};
    static const struct kind *const kinds[] = {&text_kind, &account_kind, &text_kind};
    size_t named = 0;
    *out = (struct config_label){0};
    if (!path) return error_no_memory(r->err);
    if (!only(r, v, path, fields)) return false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (value_is_none(value_field(v, fields[i]))) continue;
        named++;
        out->of = (enum config_label_of)i;
        if (!read_field(r, v, path, fields[i], kinds[i], &out->match)) return false;
    }
    if (named != 1) return fail(r, &CONFIG_FIELD, path, "a label is of one thing: an organisational_unit, an account or a tag; this is of %zu", named);
    if (!read_field(r, v, path, "value", &text_kind, &out->value)) return false;
    if (out->value && out->of != LABEL_OF_TAG) return fail(r, &CONFIG_FIELD, below(r, path, "value"), "'value' is that of a tag");
    if (!read_field(r, v, path, "environment", &text_kind, &out->labels.environment) || !read_field(r, v, path, "owner", &text_kind, &out->labels.owner) ||
        !read_criticality(r, v, path, &out->labels.criticality))
        return false;
    return out->labels.environment || out->labels.owner || out->labels.criticality || fail(r, &CONFIG_FIELD, path, "this label says nothing: environment, owner or criticality");
}

static bool read_labels(struct reader *r, struct value v, struct config *out)
{
    struct value list = value_field(v, "labels");
    if (value_is_none(list)) return true;
    if (!value_is_array(list)) return fail(r, &CONFIG_VALUE, "labels", "'labels' must be a list");
    struct config_label *labels = (struct config_label *)arena_array(r->arena, value_len(list) + 1, sizeof *labels);
    if (!labels) return error_no_memory(r->err);
    for (size_t i = 0; i < value_len(list); i++)
        if (!read_label(r, value_items(list)[i], item(r, "labels", i), &labels[i])) return false;
    out->labels = labels;
    out->n_labels = value_len(list);
    return true;
}

/* A mapping at the top, or {} when it is not there. */
static bool part(struct reader *r, struct value v, const char *name, const char *const *fields, struct value *out)
{
    *out = value_field(v, name);
    return value_is_none(*out) || only(r, *out, name, fields);
}

static bool read_selection(struct reader *r, struct value v, struct config *out)
{
    static const char *const include[] = {"organisational_units", "accounts", NULL}, *const exclude[] = {"organisational_units", "accounts", "resource_types", NULL};
    struct value p;
    return part(r, v, "include", include, &p) && read_list(r, p, "include", "organisational_units", &text_kind, &out->include_units) &&
           read_list(r, p, "include", "accounts", &account_kind, &out->include_accounts) && part(r, v, "exclude", exclude, &p) &&
           read_list(r, p, "exclude", "organisational_units", &text_kind, &out->exclude_units) &&
           read_list(r, p, "exclude", "accounts", &account_kind, &out->exclude_accounts) && read_list(r, p, "exclude", "resource_types", &type_kind, &out->exclude_types);
}

static bool read_regions(struct reader *r, struct value v, struct config *out)
{
    struct value regions = value_field(v, "regions");
    if (value_is_string(regions) && str_is(value_str(regions), "all")) return true;
    if (!value_is_none(regions) && (!value_is_array(regions) || value_len(regions) == 0)) return fail(r, &CONFIG_VALUE, "regions", "'regions' must be all, or a list of regions");
    return read_list(r, v, "", "regions", &region_kind, &out->regions);
}

static bool read_rest(struct reader *r, struct value v, struct config *out)
{
    static const char *const role[] = {"name", "external_id", "session_name", NULL}, *const sweep[] = {"every", "jitter", NULL}, *const events[] = {"sqs", NULL};
    struct value p;
    if (!part(r, v, "role", role, &p) || !read_field(r, p, "role", "name", &role_kind, &out->role) || !read_field(r, p, "role", "external_id", &external_kind, &out->external_id) ||
        !read_field(r, p, "role", "session_name", &session_kind, &out->session_name))
        return false;
    if (!part(r, v, "events", events, &p) || !read_field(r, p, "events", "sqs", &queue_kind, &out->sqs) || !read_field(r, v, "", "state", &text_kind, &out->state)) return false;
    if (!part(r, v, "sweep", sweep, &p) || !read_duration(r, p, "sweep", "every", 60 * SECOND_MS, &out->sweep_every_ms)) return false;
    if (out->sweep_jitter_ms > out->sweep_every_ms / 10) out->sweep_jitter_ms = out->sweep_every_ms / 10;
    if (!read_duration(r, p, "sweep", "jitter", 0, &out->sweep_jitter_ms)) return false;
    return out->sweep_jitter_ms < out->sweep_every_ms || fail(r, &CONFIG_VALUE, "sweep.jitter", "'jitter' must be shorter than 'every'");
}

static bool read_config(struct reader *r, struct value v, struct config *out)
{
    static const char *const fields[] = {"management_account", "delegated_admin", "role", "regions", "include", "exclude", "labels", "sweep", "events", "state", NULL};
    if (value_is_null(v)) return fail(r, &CONFIG_FIELD, "", "the file is empty: it wants a management_account, a delegated_admin or accounts to include");
    if (!only(r, v, "", fields)) return false;
    if (!read_field(r, v, "", "management_account", &account_kind, &out->management_account) || !read_field(r, v, "", "delegated_admin", &account_kind, &out->delegated_admin) ||
        !read_selection(r, v, out) || !read_regions(r, v, out) || !read_labels(r, v, out) || !read_rest(r, v, out))
        return false;
    if (out->management_account || out->delegated_admin) return true;
    if (out->include_units.len) return fail(r, &CONFIG_FIELD, "include.organisational_units", "units are asked of an organisation: name its management_account or delegated_admin");
    return out->include_accounts.len || fail(r, &CONFIG_FIELD, "", "nothing to watch: it wants a management_account, a delegated_admin or accounts to include");
}

bool config_read(struct arena *arena, const char *file, struct str text, struct config *out, struct error *err)
{
    struct reader r = {arena, file, text, err};
    struct value v;
    *out = (struct config){.sweep_every_ms = 6 * 3600 * SECOND_MS, .sweep_jitter_ms = 600 * SECOND_MS};
    if (!yaml_read_text(arena, text, &v, err)) return error_in_file(err, str_of(file));
    return read_config(&r, v, out);
}

/* --- asking --- */

/* A unit's path is a piece of the account's, from the root or up to a separator; an id is one of those along it. */
static bool in_unit(const char *unit, struct str path, struct str ids)
{
    struct str u = str_of(unit);
    if (u.len && u.s[u.len - 1] == '/') u.len--;
    if (u.len && str_has_prefix(path, u) && (path.len == u.len || path.s[u.len] == '/')) return true;
    for (size_t at = u.len ? str_find(ids, u, 0) : SIZE_MAX; at != SIZE_MAX; at = str_find(ids, u, at + 1))
        if ((at == 0 || ids.s[at - 1] == '/') && (at + u.len == ids.len || ids.s[at + u.len] == '/')) return true;
    return false;
}

static bool in_units(struct config_texts units, struct str path, struct str ids)
{
    for (size_t i = 0; i < units.len; i++)
        if (in_unit(units.items[i], path, ids)) return true;
    return false;
}

static bool among(struct config_texts texts, struct str text)
{
    for (size_t i = 0; i < texts.len; i++)
        if (str_is(text, texts.items[i])) return true;
    return false;
}

bool config_covers(const struct config *c, struct str account, struct str path, struct str ids)
{
    if (among(c->exclude_accounts, account) || in_units(c->exclude_units, path, ids)) return false;
    if (!c->include_accounts.len && !c->include_units.len) return true;
    return among(c->include_accounts, account) || in_units(c->include_units, path, ids);
}

bool config_covers_type(const struct config *config, struct str type) { return !among(config->exclude_types, type); }

static bool applies(const struct config_label *l, struct str account, struct str path, struct str ids, struct value tags)
{
    switch (l->of) {
    case LABEL_OF_UNIT: return in_unit(l->match, path, ids);
    case LABEL_OF_ACCOUNT: return str_is(account, l->match);
    case LABEL_OF_TAG: {
        struct value tag = value_field(tags, l->match);
        return value_is_string(tag) && (!l->value || str_is(value_str(tag), l->value));
    }
    }
    return false;
}

struct config_labels config_labels_of(const struct config *config, struct str account, struct str path, struct str ids, struct value tags)
{
    struct config_labels out = {0};
    for (enum config_label_of of = LABEL_OF_UNIT; of <= LABEL_OF_TAG; of++)
        for (size_t i = 0; i < config->n_labels; i++) {
            const struct config_label *l = &config->labels[i];
            if (l->of != of || !applies(l, account, path, ids, tags)) continue;
            if (l->labels.environment) out.environment = l->labels.environment;
            if (l->labels.owner) out.owner = l->labels.owner;
            if (l->labels.criticality) out.criticality = l->labels.criticality;
        }
    return out;
}
