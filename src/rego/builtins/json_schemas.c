/* rego/builtins/json_schemas.c: json.match_schema, json.verify_schema (schema.h does the work), and the formats of strings. */
#include "rego/builtins/families.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/re2.h"
#include "rego/builtins/civil.h"
#include "rego/builtins/schema.h"

/* --- formats --- */

static bool is_time(struct str s, const char *layout)
{
    int64_t seconds;
    int ns;
    char why[8];
    return civil_parse(str_of(layout), s, &seconds, &ns, why, sizeof why);
}

static bool is_address(struct str s, int family)
{
    char text[64];
    unsigned char bytes[16];
    if (s.len == 0 || s.len >= sizeof text || memchr(s.s, '\0', s.len)) return false;
    memcpy(text, s.s, s.len);
    text[s.len] = '\0';
    return inet_pton(family, text, bytes) == 1;
}

static bool is_match(struct rego_call *call, const char *pattern, struct str s)
{
    struct re2 *re;
    bool owned;
    if (!re2_open(call, "json.match_schema", str_of(pattern), &re, &owned)) return false;
    bool yes = re2_test(re, s) == RE2_YES;
    if (owned) re2_free(re);
    return yes;
}

static bool is_uri(struct rego_call *call, struct str s, bool absolute_only)
{
    bool absolute;
    struct str path;
    if (!uri_check(call->arena, s, &absolute, &path) || (s.len && memchr(s.s, '\\', s.len))) return false;
    return absolute || !absolute_only;
}

static bool is_uri_template(struct rego_call *call, struct str s)
{
    bool absolute;
    struct str path;
    if (!uri_check(call->arena, s, &absolute, &path) || (s.len && memchr(s.s, '\\', s.len))) return false;
    return is_match(call, "^([^{]*({[^}]*})?)*$", path);
}

#define HOST_LABEL "([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])"
#define MAIL_ATOM "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\x{80}-\\x{10ffff}]+"
#define MAIL_QUOTED "\"(?:[^\"\\\\]|\\\\.)*\""
#define MAIL_ADDRESS "(?:" MAIL_ATOM "(?:\\." MAIL_ATOM ")*|" MAIL_QUOTED ")@(?:" MAIL_ATOM "(?:\\." MAIL_ATOM ")*|\\[[^\\[\\]]+\\])"

bool schema_has_format(struct rego_call *call, struct str format, struct str s)
{
    if (str_is(format, "date")) return is_time(s, "2006-01-02");
    if (str_is(format, "time")) return is_time(s, "15:04:05Z07:00") || is_time(s, "15:04:05");
    if (str_is(format, "date-time"))
        return is_time(s, "15:04:05") || is_time(s, "15:04:05Z07:00") || is_time(s, "2006-01-02") || is_time(s, "2006-01-02T15:04:05Z07:00");
    if (str_is(format, "ipv4")) return is_address(s, AF_INET) || (is_address(s, AF_INET6) && memchr(s.s, '.', s.len));
    if (str_is(format, "ipv6")) return is_address(s, AF_INET6);
    if (str_is(format, "uri") || str_is(format, "iri")) return is_uri(call, s, true);
    if (str_is(format, "uri-reference") || str_is(format, "iri-reference")) return is_uri(call, s, false);
    if (str_is(format, "uri-template")) return is_uri_template(call, s);
    if (str_is(format, "hostname")) return s.len < 256 && is_match(call, "^" HOST_LABEL "(\\." HOST_LABEL ")*$", s);
    if (str_is(format, "email") || str_is(format, "idn-email"))
        return is_match(call, "^\\s*(?:" MAIL_ADDRESS "|(?:" MAIL_QUOTED "|" MAIL_ATOM ")?(?:\\s+(?:" MAIL_QUOTED "|" MAIL_ATOM "))*\\s*<" MAIL_ADDRESS ">)\\s*$", s);
    if (str_is(format, "uuid")) return is_match(call, "^(?i)[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$", s);
    if (str_is(format, "regex")) return re2_is_valid(s);
    if (str_is(format, "json-pointer")) return is_match(call, "^(?:/(?:[^~/]|~0|~1)*)*$", s);
    if (str_is(format, "relative-json-pointer")) return is_match(call, "^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$", s);
    return true;
}

/* --- canonical text --- */

static struct value with_doubles(struct rego_call *call, struct value v, unsigned depth)
{
    if (depth > MAX_DEPTH) return VALUE_NONE;
    if (value_is_number(v)) return value_is_small_int(v) && llabs(value_small_int(v)) < 1ll << 53 ? v : json_float(call->arena, value_number_to_double(v));
    if (value_is_array(v)) {
        struct values list = {0};
        for (size_t i = 0; i < value_len(v); i++)
            if (!values_add(call, &list, with_doubles(call, value_items(v)[i], depth + 1))) return VALUE_NONE;
        return value_array(call->arena, list.items, list.len);
    }
    if (!value_is_object(v)) return v;
    struct pairs pairs = {0};
    for (size_t i = 0; i < value_len(v); i++)
        if (!pairs_add(call, &pairs, value_pairs(v)[i].key, with_doubles(call, value_pairs(v)[i].value, depth + 1))) return VALUE_NONE;
    return value_object(call->arena, pairs.items, pairs.len);
}

struct value schema_canonical(struct rego_call *call, struct value v)
{
    struct buf text = buf_new(MAX_STRING);
    struct value plain = with_doubles(call, v, 0), out = VALUE_NONE;
    if (!value_is_none(plain) && json_text(call, plain, &text) && !text.failed) out = value_string(call->arena, (struct str){text.s, text.len});
    buf_free(&text);
    return out;
}

/* --- the functions --- */

/* A document or a schema: JSON text in a string, or the object or array itself. */
static bool load(struct rego_call *call, struct value v, struct value *out, const char **why)
{
    *why = NULL;
    if (value_is_string(v)) {
        if (json_read(call->arena, value_str(v), NULL, out, NULL, NULL)) return true;
        *why = "invalid JSON string";
    } else if (value_is_object(v) || value_is_array(v)) {
        *out = plain_json(call, v);
        if (value_is_none(*out)) *why = "out of memory";
    } else {
        *why = "wrong type, expected string or object";
    }
    return *why == NULL;
}

static bool give_pair(struct rego_call *call, bool valid, struct value v, struct value *out)
{
    if (value_is_none(v)) return error_no_memory(call->err);
    return give(call, value_array(call->arena, (struct value[]){value_bool(valid), v}, 2), out);
}

BUILTIN(verify_schema)
{
    struct value schema;
    const char *why;
    char text[640];
    if (!load(call, in[0], &schema, &why)) return give_pair(call, false, value_printf(call->arena, "jsonschema: %s", why), out);
    if (schema_compile(call, schema, text, sizeof text)) return give_pair(call, true, VALUE_NULL_, out);
    if (call->arena->failed || (call->err && call->err->code == &REGO_ERR_CANCEL)) return call->arena->failed ? error_no_memory(call->err) : false;
    struct buf message = buf_new(0);
    buf_puts(&message, "jsonschema: ");
    buf_puts(&message, text);
    struct value v = string_of_bytes(call->arena, (struct str){message.s, message.len});
    buf_free(&message);
    return give_pair(call, false, v, out);
}

BUILTIN(match_schema)
{
    static const char name[] = "json.match_schema";
    struct value document, schema, errors;
    const char *why;
    char text[640];
    if (!load(call, in[0], &document, &why) || !load(call, in[1], &schema, &why)) return rego_builtin_error(call, name, "%s", why);
    struct schema *compiled = schema_compile(call, schema, text, sizeof text);
    if (!compiled && (call->err && call->err->code == &REGO_ERR_CANCEL)) return false;
    if (!compiled) return call->arena->failed ? error_no_memory(call->err) : rego_builtin_error(call, name, "%s", text);
    return schema_validate(call, compiled, document, &errors) && give_pair(call, value_len(errors) == 0, errors, out);
}

#define JSON "any<string, object[any: any]>"

const struct rego_builtin rego_json_schemas[] = {
    {"json.match_schema", JSON ", " JSON " -> [boolean, array[object<desc: string, error: string, field: string, type: string>]]", match_schema,
     REGO_NONDETERMINISTIC, NULL},
    {"json.verify_schema", JSON " -> [boolean, any<null, string>]", verify_schema, REGO_NONDETERMINISTIC, NULL},
};
const size_t rego_json_schemas_n = COUNT_OF(rego_json_schemas);
