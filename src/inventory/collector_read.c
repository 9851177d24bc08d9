/* inventory/collector_read.c: one collector file → struct collector_type. Everything that AWS's model or the provider's schema can refute is refuted here,
 * with the place in the file: a typo must not become a field that is silently never filled. */
#include <stdio.h>

#include "inventory/collector_internal.h"
#include "value/yaml.h"

struct reader {
    struct collector_set *set;
    struct arena *arena;
    struct aws_models *models;
    const char *file;
    struct str text;
    const char *service;
    struct error *err;
};

static bool fail(struct reader *r, const struct error_code *code, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool fail(struct reader *r, const struct error_code *code, const char *path, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_at(r->err, code, yaml_position(r->text, path), "%s", text);
    return error_in_file(r->err, str_of(r->file));
}

static bool no_memory(struct reader *r) { return error_no_memory(r->err); }

/* Every key of the mapping is one of `names`. */
static bool only(struct reader *r, struct value v, const char *path, const char *const *names, size_t n)
{
    if (!value_is_object(v)) return fail(r, &COLLECTOR_FIELD, path, "'%s' must be a mapping", path);
    for (size_t i = 0; i < value_len(v); i++) {
        struct str key = value_str(value_pairs(v)[i].key);
        bool known = false;
        for (size_t k = 0; k < n && !known; k++) known = str_is(key, names[k]);
        if (known) continue;
        char place[512];
        snprintf(place, sizeof place, "%s%s%.*s", path, *path ? "." : "", (int)key.len, key.s);
        fail(r, &COLLECTOR_FIELD, place, "'%.*s' is not a field here", (int)(key.len < 80 ? key.len : 80), key.s);
        const char *near = str_nearest(key, names, n);
        return near ? error_help(r->err, "did you mean '%s'?", near) : false;
    }
    return true;
}

static const char *joined(struct reader *r, const char *path, const char *name) { return arena_printf(r->arena, "%s.%s", path, name); }

/* A text of the mapping, NULL in *out where there is none. */
static bool read_text(struct reader *r, struct value v, const char *path, const char *name, const char **out)
{
    struct value text = value_field(v, name);
    *out = NULL;
    if (value_is_none(text)) return true;
    if (!value_is_string(text)) return fail(r, &COLLECTOR_FIELD, joined(r, path, name), "'%s' must be a text", name);
    return (*out = arena_strdup(r->arena, value_cstr(text))) != NULL || no_memory(r);
}

static bool read_texts(struct reader *r, struct value v, const char *path, const char *name, const char *const **out, size_t *n)
{
    struct value list = value_field(v, name);
    bool fits;
    *out = value_texts(r->arena, list, &fits);
    *n = *out && !value_is_none(list) ? value_len(list) : 0;
    if (!fits) return fail(r, &COLLECTOR_FIELD, joined(r, path, name), "'%s' must be a list of texts", name);
    return *out || no_memory(r);
}

static bool bad_expression(struct reader *r, const char *path, const struct error *why)
{
    if (why->code == &ERROR_NO_MEMORY) return no_memory(r);
    fail(r, &COLLECTOR_EXPRESSION, path, "%s", why->message);
    return why->help[0] ? error_help(r->err, "%s", why->help) : false;
}

static bool compile(struct reader *r, struct value text, const char *path, const struct jmespath **out)
{
    struct error why = {0};
    *out = NULL;
    if (value_is_none(text)) return true;
    if (!value_is_string(text)) return fail(r, &COLLECTOR_EXPRESSION, path, "an expression must be a text; write `...` for a literal");
    *out = jmespath_compile_content(r->arena, value_str(text), &why);
    return *out || bad_expression(r, path, &why);
}

static bool read_expression(struct reader *r, struct value v, const char *path, const char *name, const struct jmespath **out)
{
    return compile(r, value_field(v, name), joined(r, path, name), out);
}

static bool read_template(struct reader *r, struct value v, const char *path, const char *name, const struct jmespath_template **out)
{
    struct error why = {0};
    struct value t = value_field(v, name);
    *out = NULL;
    if (value_is_none(t)) return true;
    *out = jmespath_template_compile(r->arena, t, &why);
    return *out || bad_expression(r, joined(r, path, name), &why);
}

/* --- calls --- */

static bool parameters_exist(struct reader *r, const struct aws_operation *operation, struct value params, const char *path)
{
    struct value members = value_field(operation->input, "members");
    for (size_t i = 0; value_is_object(params) && i < value_len(params); i++) {
        struct value key = value_pairs(params)[i].key;
        if (!value_is_none(value_get(members, key))) continue;
        return fail(r, &COLLECTOR_CALL, arena_printf(r->arena, "%s.%s", path, value_cstr(key)), "%s has no parameter '%.100s'", operation->name, value_cstr(key));
    }
    struct value required = value_field(operation->input, "required");
    for (size_t i = 0; value_is_array(required) && i < value_len(required); i++)
        if (value_is_none(value_get(params, value_items(required)[i])))
            return fail(r, &COLLECTOR_CALL, path, "%s must have the parameter '%.100s'", operation->name, value_cstr(value_items(required)[i]));
    return true;
}

/* "ListBuckets" or "s3:ListBuckets", as the model spells it. */
static bool find_operation(struct reader *r, const char *written, const char *path, struct aws_operation *out)
{
    struct error why = {0};
    const char *colon = strchr(written, ':');
    struct str service = colon ? (struct str){written, (size_t)(colon - written)} : str_of(r->service);
    const struct aws_service *found = aws_models_service(r->models, service, &why);
    if (found && aws_operation_find(r->arena, found, str_of(colon ? colon + 1 : written), out, &why) && strcmp(out->name, colon ? colon + 1 : written) == 0) return true;
    if (why.code == &ERROR_NO_MEMORY) return no_memory(r);
    if (why.code) fail(r, &COLLECTOR_CALL, path, "%s", why.message);
    else fail(r, &COLLECTOR_CALL, path, "the operation is spelled '%s'", out->name);
    return why.help[0] ? error_help(r->err, "%s", why.help) : false;
}

static bool trust_operation(struct reader *r, const char *written, struct collector_call *out)
{
    const char *colon = strchr(written, ':');
    out->service = colon ? arena_strndup(r->arena, written, (size_t)(colon - written)) : r->service;
    out->operation = colon ? colon + 1 : written;
    return out->service || no_memory(r);
}

static bool read_call(struct reader *r, struct value v, const char *path, struct collector_call *out, struct aws_operation *operation)
{
    const char *written;
    if (!read_text(r, v, path, "call", &written)) return false;
    if (!written) return fail(r, &COLLECTOR_FIELD, path, "there is no 'call'");
    if (r->models ? !find_operation(r, written, joined(r, path, "call"), operation) : !trust_operation(r, written, out)) return false;
    if (r->models) out->service = operation->service->name, out->operation = operation->name;
    out->params_written = value_field(v, "params");
    if (!read_template(r, v, path, "params", &out->params) || !read_texts(r, v, path, "absent", &out->absent, &out->n_absent)) return false;
    if (!r->models) return true;
    if (!parameters_exist(r, operation, out->params_written, joined(r, path, "params"))) return false;
    return (out->permission = collector_permission(r->set, r->arena, operation)) != NULL || no_memory(r);
}

/* What is merged must be an object by its model: when it is refused, its members are what is not known. */
static bool merges(struct reader *r, struct collector_get *get, struct value written, const char *path)
{
    struct value members;
    struct error why = {0};
    get->path = value_is_string(written) ? value_cstr(written) : "";
    if (!r->models) return true;
    if (!collector_merged(r->arena, r->models, get, &members, &why)) return no_memory(r);
    return value_len(members) || fail(r, &COLLECTOR_CALL, path, "what is merged must be a plain path to an object of the answer of %s", get->call.operation);
}

static bool read_get(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    static const char *const names[] = {"call", "params", "as", "value", "merge", "absent", "gone", "if"};
    struct aws_operation operation;
    struct collector_get *get = vec_push(r->arena, &type->gets);
    if (!get) return no_memory(r);
    *get = (struct collector_get){.merge = value_is_true(value_field(v, "merge"))};
    if (!only(r, v, path, names, COUNT_OF(names)) || !read_call(r, v, path, &get->call, &operation) || !read_text(r, v, path, "as", &get->as) ||
        !read_texts(r, v, path, "gone", &get->gone, &get->n_gone) || !read_expression(r, v, path, "if", &get->condition) || !read_expression(r, v, path, "value", &get->value)) return false;
    if (get->merge == (get->as != NULL)) return fail(r, &COLLECTOR_FIELD, path, "a call of 'get' needs 'as: NAME' or 'merge: true', and not both");
    return !get->merge || merges(r, get, value_field(v, "value"), value_is_none(value_field(v, "value")) ? path : joined(r, path, "value"));
}

/* --- a type --- */

static bool read_prepare(struct reader *r, struct collector_type *type, struct value list, const char *path)
{
    static const char *const names[] = {"call", "params", "until"};
    struct value v = value_field(list, "prepare");
    const char *at = joined(r, path, "prepare");
    struct aws_operation operation;
    if (value_is_none(v) || type->per) return true;
    if (!only(r, v, at, names, COUNT_OF(names)) || !read_call(r, v, at, &type->prepare.call, &operation) || !read_expression(r, v, at, "until", &type->prepare.until)) return false;
    return type->prepare.until || fail(r, &COLLECTOR_FIELD, at, "'prepare' needs 'until'");
}

static bool read_source(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    static const char *const names[] = {"call", "params", "each", "absent", "prepare"};
    struct value list = value_field(v, "list");
    struct aws_operation operation;
    bool per = type->per != NULL;
    if (per == !value_is_none(list)) return fail(r, &COLLECTOR_FIELD, path, "a type needs either 'list' or 'per'");
    const char *at = per ? path : joined(r, path, "list");
    struct value from = per ? v : list;
    if (!per && !only(r, list, at, names, COUNT_OF(names))) return false;
    if (!per && !value_is_none(value_field(v, "if"))) return fail(r, &COLLECTOR_FIELD, joined(r, path, "if"), "only what is 'per' another has an 'if'");
    if (!read_expression(r, from, at, "each", &type->each) || !read_text(r, from, at, "each", &type->each_written)) return false;
    type->within = per && value_is_none(value_field(v, "call"));
    if (!type->within) return read_call(r, from, at, &type->call, &operation) && read_prepare(r, type, from, at);
    if (!value_is_none(value_field(v, "params")) || !value_is_none(value_field(v, "absent"))) return fail(r, &COLLECTOR_FIELD, path, "without 'call' there are no 'params' and no 'absent'");
    return type->each || fail(r, &COLLECTOR_FIELD, path, "'per' without 'call' needs 'each': what of the parent's item is an item of these");
}

static bool field_exists(struct reader *r, const struct collector_type *type, const char *name, const char *path)
{
    if (!path || !name) return no_memory(r);
    if (schema_field_find(type->schema, str_of(name))) return true;
    fail(r, &COLLECTOR_VALUE, path, "%s has no field '%.100s'", type->type ? type->type : "", name);
    const char *near = schema_nearest_field(type->schema, str_of(name));
    return near ? error_help(r->err, "did you mean '%s'?", near) : false;
}

static bool read_values(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    struct value values = value_field(v, "values");
    const char *at = joined(r, path, "values");
    if (value_is_none(values)) return true;
    if (!value_is_object(values)) return fail(r, &COLLECTOR_FIELD, at, "'values' must be a mapping");
    for (size_t i = 0; i < value_len(values); i++) {
        const char *name = value_cstr(value_pairs(values)[i].key), *place = joined(r, at, name);
        struct collector_field *field = vec_push(r->arena, &type->values);
        if (!field || !place) return no_memory(r);
        field->name = name;
        if (!field_exists(r, type, name, place) || !compile(r, value_pairs(values)[i].value, place, &field->expression)) return false;
    }
    return true;
}

static bool read_unfilled(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    struct value unfilled = value_field(v, "unfilled");
    const char *at = joined(r, path, "unfilled");
    if (value_is_none(unfilled)) return true;
    if (!value_is_object(unfilled)) return fail(r, &COLLECTOR_FIELD, at, "'unfilled' must be a mapping of fields to reasons");
    for (size_t i = 0; i < value_len(unfilled); i++) {
        const char *name = value_cstr(value_pairs(unfilled)[i].key), *place = joined(r, at, name);
        struct value reason = value_pairs(unfilled)[i].value;
        struct collector_unfilled *row = vec_push(r->arena, &type->unfilled);
        if (!row || !field_exists(r, type, name, place)) return row ? false : no_memory(r);
        if (!value_is_string(reason) || value_len(reason) == 0) return fail(r, &COLLECTOR_FIELD, place, "why '%.100s' is not filled must be said", name);
        *row = (struct collector_unfilled){name, value_cstr(reason)};
    }
    return true;
}

static bool add_event(struct reader *r, struct collector_type *type, const char *name, const struct jmespath *key)
{
    struct collector_event *event = vec_push(r->arena, &type->events);
    if (!event) return no_memory(r);
    *event = (struct collector_event){name, key};
    return true;
}

static bool read_events(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    struct value events = value_field(v, "changed_by");
    const struct jmespath *key;
    const char *at = joined(r, path, "changed_by");
    if (!read_expression(r, v, path, "event_key", &key)) return false;
    if (value_is_none(events)) return true;
    if (!value_is_array(events) && !value_is_object(events)) return fail(r, &COLLECTOR_FIELD, at, "'changed_by' must be a list of events, or a mapping of each to where it names the resource");
    for (size_t i = 0; i < value_len(events); i++) {
        struct value name = value_is_array(events) ? value_items(events)[i] : value_pairs(events)[i].key;
        const struct jmespath *own = key;
        if (!value_is_string(name)) return fail(r, &COLLECTOR_FIELD, at, "an event's name must be a text");
        if (value_is_object(events) && !value_is_null(value_pairs(events)[i].value) && !compile(r, value_pairs(events)[i].value, joined(r, at, value_cstr(name)), &own)) return false;
        if (!add_event(r, type, value_cstr(name), own)) return false;
    }
    return true;
}

static bool read_gets(struct reader *r, struct collector_type *type, struct value v, const char *path)
{
    struct value gets = value_field(v, "get");
    if (value_is_none(gets)) return true;
    if (!value_is_array(gets)) return fail(r, &COLLECTOR_FIELD, joined(r, path, "get"), "'get' must be a list of calls");
    for (size_t i = 0; i < value_len(gets); i++)
        if (!read_get(r, type, value_items(gets)[i], arena_printf(r->arena, "%s.get[%zu]", path, i))) return false;
    return true;
}

#define WRONG_SCOPE "'scope' is 'regional' or 'global'"

static bool is_scope(const char *s) { return strcmp(s, "global") == 0 || strcmp(s, "regional") == 0; }

static bool read_type(struct reader *r, const char *name, struct value v, bool global)
{
    static const char *const names[] = {"list", "per", "call", "params", "each", "absent", "when", "get", "region", "id", "arn", "values", "drop", "tags", "one", "changed_by",
                                        "event_key", "unfilled", "scope", "if", "keep"};
    const char *path = arena_printf(r->arena, "resources.%s", name), *scope = NULL;
    struct collector_type *type = (struct collector_type *)arena_zero(r->arena, sizeof *type), **slot = type ? vec_push(r->set->arena, &r->set->types) : NULL;
    if (!path || !slot) return no_memory(r);
    *slot = type;
    type->type = name, type->file = r->file, type->text = r->text, type->service = r->service;
    if (!schema_find(str_of(name), false, &type->schema)) {
        fail(r, &COLLECTOR_TYPE, path, "there is no resource type '%.100s'", name);
        const char *near = schema_nearest_type(str_of(name));
        return near ? error_help(r->err, "did you mean '%s'?", near) : false;
    }
    if (map_has(&r->set->by_type, str_of(name))) return fail(r, &COLLECTOR_TWICE, path, "%s is collected already", name);
    if (!map_set(r->set->arena, &r->set->by_type, str_of(name), type)) return no_memory(r);
    if (!only(r, v, path, names, COUNT_OF(names)) || !read_text(r, v, path, "per", &type->per) || !read_text(r, v, path, "scope", &scope)) return false;
    if (scope && !is_scope(scope)) return fail(r, &COLLECTOR_FIELD, joined(r, path, "scope"), WRONG_SCOPE);
    type->global = scope ? strcmp(scope, "global") == 0 : global;
    if (!read_source(r, type, v, path) || !read_expression(r, v, path, "if", &type->condition) || !read_expression(r, v, path, "when", &type->when) || !read_expression(r, v, path, "keep", &type->keep) || !read_gets(r, type, v, path) ||
        !read_expression(r, v, path, "id", &type->id) || !read_expression(r, v, path, "region", &type->region) || !read_expression(r, v, path, "tags", &type->tags) ||
        !read_template(r, v, path, "arn", &type->arn) || !read_template(r, v, path, "one", &type->one) || !read_values(r, type, v, path) ||
        !read_texts(r, v, path, "drop", &type->drop, &type->n_drop) || !read_events(r, type, v, path) ||
        !read_unfilled(r, type, v, path)) return false;
    for (size_t i = 0; i < type->n_drop; i++)
        if (!field_exists(r, type, type->drop[i], joined(r, path, "drop"))) return false;
    return type->id || fail(r, &COLLECTOR_FIELD, path, "there is no 'id': every resource needs one");
}

bool collectors_add(struct collector_set *set, struct aws_models *models, const char *file, struct str text, struct error *err)
{
    static const char *const names[] = {"service", "scope", "resources"};
    struct reader r = {.set = set, .arena = set->arena, .models = models, .file = file, .text = text, .err = err};
    struct value v;
    const char *scope;
    if (!yaml_read_text(set->arena, text, &v, err)) return error_in_file(err, str_of(file));
    if (!only(&r, v, "", names, COUNT_OF(names)) || !read_text(&r, v, "", "service", &r.service) || !read_text(&r, v, "", "scope", &scope)) return false;
    if (!r.service) return fail(&r, &COLLECTOR_FIELD, "", "there is no 'service'");
    struct error why = {0};
    if (models && !aws_models_service(models, str_of(r.service), &why)) {
        fail(&r, &COLLECTOR_CALL, "service", "%s", why.message);
        return why.help[0] ? error_help(err, "%s", why.help) : false;
    }
    if (scope && !is_scope(scope)) return fail(&r, &COLLECTOR_FIELD, "scope", WRONG_SCOPE);
    struct value resources = value_field(v, "resources");
    if (!value_is_object(resources)) return fail(&r, &COLLECTOR_FIELD, "", "'resources' must be a mapping of types");
    for (size_t i = 0; i < value_len(resources); i++)
        if (!read_type(&r, value_cstr(value_pairs(resources)[i].key), value_pairs(resources)[i].value, scope && strcmp(scope, "global") == 0)) return false;
    return !set->arena->failed || error_no_memory(err);
}
