/* aws/endpoint.c: interprets a service's endpoint-rule-set.
 * A rule is a row of conditions, each a call that may name what it gives, and then an end point, an error, or more rules. The first rule whose conditions all hold,
 * and that ends in an end point or an error, decides. */
#include "aws/endpoint.h"

#include "aws/endpoint_rules.h"

#define RULES_MAX_DEPTH 100   /* of rules and of expressions; the deepest of botocore's is 13 */

/* A name that a condition has given; those of an outer rule are seen inside. */
struct scope { struct str name; struct value value; const struct scope *up; };

struct rules {
    struct arena *arena;
    const struct aws_service *service;
    struct value params, declared, partitions;
    struct aws_endpoint *out;
    struct error *err;
    unsigned depth;
};

enum outcome { NEXT, DECIDED, FAILED };   /* FAILED: err is filled */

static bool no_memory(struct rules *r) { return error_no_memory(r->err); }
static bool malformed(struct rules *r, const char *what) { return error_set(r->err, &AWS_MODEL, "the endpoint rules of '%s' cannot be understood: %s", r->service->name, what); }

/* --- expressions --- */

static bool evaluate(struct rules *r, struct value e, const struct scope *scope, struct value *out);

static struct value look_up(struct rules *r, struct str name, const struct scope *scope)
{
    for (; scope; scope = scope->up)
        if (str_eq(scope->name, name)) return scope->value;
    struct value v = value_get_str(r->params, name);
    if (value_is_null(v)) v = VALUE_NONE;
    return value_is_none(v) ? value_field(value_get_str(r->declared, name), "default") : v;
}

/* {Name} and {name#attribute} in text; {{ is a brace. */
static bool expand(struct rules *r, struct str s, const struct scope *scope, struct value *out)
{
    struct buf text = buf_new(1 << 16);
    bool good = true;
    for (size_t i = 0; i < s.len && good; i++) {
        char c = s.s[i];
        if ((c == '{' || c == '}') && i + 1 < s.len && s.s[i + 1] == c) buf_add_char(&text, s.s[i++]);
        else if (c != '{') buf_add_char(&text, c);
        else {
            size_t end = str_find(s, STR("}"), i);
            if (end == SIZE_MAX) { good = malformed(r, "a template is not closed"); break; }
            struct str name = {s.s + i + 1, end - i - 1}, path = {"", 0};
            size_t hash = str_find(name, STR("#"), 0);
            if (hash != SIZE_MAX) path = (struct str){name.s + hash + 1, name.len - hash - 1}, name.len = hash;
            struct value v = rules_attribute(look_up(r, name, scope), path);
            if (value_is_string(v)) buf_add_str(&text, value_str(v));
            else good = malformed(r, "a template names what is not set");
            i = end;
        }
    }
    if (good && text.failed) good = no_memory(r);
    *out = good ? value_string(r->arena, (struct str){text.s ? text.s : "", text.len}) : VALUE_NONE;
    buf_free(&text);
    return good && (!value_is_none(*out) || no_memory(r));
}

static bool call(struct rules *r, struct value e, const struct scope *scope, struct value *out)
{
    struct value argv = value_field(e, "argv"), function = value_field(e, "fn");
    size_t n = value_is_array(argv) ? value_len(argv) : 0;
    struct value *args = arena_array(r->arena, n + 1, sizeof *args);
    bool known;
    if (!args) return no_memory(r);
    for (size_t i = 0; i < n; i++)
        if (!evaluate(r, value_items(argv)[i], scope, &args[i])) return false;
    struct rules_call c = {r->arena, r->partitions, args, n};
    if (!value_is_string(function)) return malformed(r, "a function has no name");
    if (rules_call(&c, value_str(function), out, &known)) return true;
    return known ? no_memory(r) : malformed(r, value_cstr(function));
}

static bool evaluate(struct rules *r, struct value e, const struct scope *scope, struct value *out)
{
    bool good = true;
    if (++r->depth > RULES_MAX_DEPTH) return malformed(r, "they are nested too deeply");
    *out = e;
    if (value_is_string(e)) good = expand(r, value_str(e), scope, out);
    else if (value_is_object(e)) {
        struct value reference = value_field(e, "ref");
        if (value_is_string(reference)) *out = look_up(r, value_str(reference), scope);
        else good = call(r, e, scope, out);
    }
    r->depth--;
    return good;
}

/* Properties: text inside arrays and objects is expanded. */
static bool expand_all(struct rules *r, struct value v, const struct scope *scope, struct value *out)
{
    bool good = true;
    *out = v;
    if (value_is_string(v)) return expand(r, value_str(v), scope, out);
    if (!value_is_array(v) && !value_is_object(v)) return true;
    if (++r->depth > RULES_MAX_DEPTH) return malformed(r, "they are nested too deeply");
    size_t n = value_len(v);
    if (value_is_array(v)) {
        struct value *items = arena_array(r->arena, n + 1, sizeof *items);
        if (!items) return no_memory(r);
        for (size_t i = 0; i < n && good; i++) good = expand_all(r, value_items(v)[i], scope, &items[i]);
        if (good) *out = value_array(r->arena, items, n);
    } else {
        struct value_pair *pairs = arena_array(r->arena, n + 1, sizeof *pairs);
        if (!pairs) return no_memory(r);
        for (size_t i = 0; i < n && good; i++) {
            pairs[i].key = value_pairs(v)[i].key;
            good = expand_all(r, value_pairs(v)[i].value, scope, &pairs[i].value);
        }
        if (good) *out = value_object(r->arena, pairs, n);
    }
    r->depth--;
    return good && (!value_is_none(*out) || no_memory(r));
}

/* --- the end point --- */

static const char *text_field(struct value v, const char *name)
{
    struct value field = value_field(v, name);
    return value_is_string(field) ? value_cstr(field) : NULL;
}

/* The first scheme that can be signed here, else the first. */
static void choose_auth(struct value properties, struct aws_endpoint *out)
{
    struct value schemes = value_field(properties, "authSchemes"), chosen = VALUE_NONE;
    for (size_t i = 0; value_is_array(schemes) && i < value_len(schemes); i++) {
        const char *name = text_field(value_items(schemes)[i], "name");
        bool ours = name && (strcmp(name, "sigv4") == 0 || strcmp(name, "none") == 0);
        if (value_is_none(chosen) || ours) chosen = value_items(schemes)[i];
        if (ours) break;
    }
    out->auth_scheme = text_field(chosen, "name");
    out->signing_name = text_field(chosen, "signingName");
    out->signing_region = text_field(chosen, "signingRegion");
    out->disable_double_encoding = value_is_true(value_field(chosen, "disableDoubleEncoding"));
}

/* The header's values, which may be several, behind one another. */
static bool header_text(struct rules *r, struct value list, const struct scope *scope, struct buf *out)
{
    struct value text;
    for (size_t i = 0; value_is_array(list) && i < value_len(list); i++) {
        if (!evaluate(r, value_items(list)[i], scope, &text)) return false;
        if (!value_is_string(text)) return malformed(r, "a header is no text");
        if (i) buf_puts(out, ",");
        buf_add_str(out, value_str(text));
    }
    return true;
}

static bool add_headers(struct rules *r, struct value headers, const struct scope *scope)
{
    for (size_t i = 0; value_is_object(headers) && i < value_len(headers); i++) {
        struct buf joined = buf_new(1 << 16);
        bool good = header_text(r, value_pairs(headers)[i].value, scope, &joined);
        char *copy = good ? arena_strndup(r->arena, joined.s ? joined.s : "", joined.len) : NULL;
        buf_free(&joined);
        if (!good) return false;
        if (!copy || !aws_headers_set(r->arena, &r->out->headers, value_cstr(value_pairs(headers)[i].key), copy)) return no_memory(r);
    }
    return true;
}

static enum outcome endpoint(struct rules *r, struct value e, const struct scope *scope)
{
    struct value url, properties = value_field(e, "properties");
    if (!evaluate(r, value_field(e, "url"), scope, &url)) return FAILED;
    if (!value_is_string(url)) return malformed(r, "an end point has no URL"), FAILED;
    *r->out = (struct aws_endpoint){.url = value_cstr(url), .properties = value_object(r->arena, NULL, 0)};
    if (value_is_none(r->out->properties)) return no_memory(r), FAILED;
    if (value_is_object(properties) && !expand_all(r, properties, scope, &r->out->properties)) return FAILED;
    choose_auth(r->out->properties, r->out);
    return add_headers(r, value_field(e, "headers"), scope) ? DECIDED : FAILED;
}

static enum outcome error_rule(struct rules *r, struct value e, const struct scope *scope)
{
    struct value text;
    if (!evaluate(r, e, scope, &text)) return FAILED;
    return error_set(r->err, &AWS_ENDPOINT, "%s", value_is_string(text) ? value_cstr(text) : "the service's endpoint rules refuse these parameters"), FAILED;
}

/* --- rules --- */

static enum outcome run(struct rules *r, struct value list, const struct scope *scope);

static enum outcome conclude(struct rules *r, struct value rule, const struct scope *scope)
{
    struct value type = value_field(rule, "type");
    if (!value_is_string(type)) return malformed(r, "a rule has no type"), FAILED;
    if (str_is(value_str(type), "endpoint")) return endpoint(r, value_field(rule, "endpoint"), scope);
    if (str_is(value_str(type), "error")) return error_rule(r, value_field(rule, "error"), scope);
    if (str_is(value_str(type), "tree")) return run(r, value_field(rule, "rules"), scope);
    return malformed(r, value_cstr(type)), FAILED;
}

/* The conditions from the i-th on, then what the rule comes to. */
static enum outcome one(struct rules *r, struct value rule, size_t i, const struct scope *scope)
{
    struct value conditions = value_field(rule, "conditions"), v, name;
    for (; value_is_array(conditions) && i < value_len(conditions); i++) {
        if (!evaluate(r, value_items(conditions)[i], scope, &v)) return FAILED;
        if (value_is_none(v) || value_is_null(v) || value_is_false(v)) return NEXT;
        name = value_field(value_items(conditions)[i], "assign");
        if (!value_is_string(name)) continue;
        struct scope *inner = arena_alloc(r->arena, sizeof *inner);
        if (!inner) return no_memory(r), FAILED;
        *inner = (struct scope){value_str(name), v, scope};
        scope = inner;
    }
    return conclude(r, rule, scope);
}

static enum outcome run(struct rules *r, struct value list, const struct scope *scope)
{
    enum outcome outcome = NEXT;
    if (++r->depth > RULES_MAX_DEPTH) return malformed(r, "they are nested too deeply"), FAILED;
    for (size_t i = 0; value_is_array(list) && i < value_len(list) && outcome == NEXT; i++) outcome = one(r, value_items(list)[i], 0, scope);
    r->depth--;
    return outcome;
}

static bool check_params(struct rules *r)
{
    for (size_t i = 0; value_is_object(r->declared) && i < value_len(r->declared); i++) {
        struct value name = value_pairs(r->declared)[i].key, facts = value_pairs(r->declared)[i].value, v = look_up(r, value_str(name), NULL);
        if (value_is_none(v) && value_is_true(value_field(facts, "required"))) return error_set(r->err, &AWS_ENDPOINT, "the endpoint rules of '%s' need '%s'", r->service->name, value_cstr(name));
        struct value type = value_field(facts, "type");
        if (value_is_none(v) || !value_is_string(type)) continue;
        char kind = value_cstr(type)[0];
        bool array = str_is(value_str(type), "stringArray") || str_is(value_str(type), "StringArray");
        bool fits = array ? value_is_array(v) : kind == 'b' || kind == 'B' ? value_is_bool(v) : value_is_string(v);
        if (!fits) return error_set(r->err, &AWS_ENDPOINT, "'%s' of the endpoint rules of '%s' must be of type %s, not %s", value_cstr(name), r->service->name, value_cstr(type), value_type_name(v));
    }
    return true;
}

bool aws_endpoint_resolve(struct arena *arena, struct aws_models *models, const struct aws_service *service, struct value params, struct aws_endpoint *out, struct error *err)
{
    struct error inner = {0};
    struct rules r = {.arena = arena, .service = service, .params = params, .out = out, .err = err ? err : &inner};
    if (value_is_none(service->endpoint_rules)) return error_set(err, &AWS_ENDPOINT, "the model of '%s' has no endpoint rules", service->name);
    r.declared = value_field(service->endpoint_rules, "parameters");
    if (!aws_models_partitions(models, &r.partitions, err) || !check_params(&r)) return false;
    enum outcome outcome = run(&r, value_field(service->endpoint_rules, "rules"), NULL);
    if (outcome == NEXT) return error_set(err, &AWS_ENDPOINT, "no endpoint rule of '%s' fits these parameters", service->name);
    return outcome == DECIDED;
}

const char *aws_partition_of(struct aws_models *models, const char *region)
{
    struct value partitions, id;
    if (!aws_models_partitions(models, &partitions, NULL)) return "aws";
    id = value_field(rules_partition(partitions, str_of(region)), "id");
    return value_is_string(id) ? value_cstr(id) : "aws";
}
