/* rego/builtins/urls.c: urlquery.* and uri.*, as Go's net/url reads and writes them. */
#include "rego/builtins/families.h"

#include <stdio.h>

#include "base/map.h"
#include "rego/builtins/common.h"

/* Where a character stands decides which ones may stand for themselves. */
enum part { IN_PATH, IN_HOST, IN_ZONE, IN_USER, IN_QUERY, IN_FRAGMENT };

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool must_escape(char c, enum part part)
{
    if (is_letter(c) || is_digit(c) || (c && strchr("-_.~", c))) return false;
    if ((part == IN_HOST || part == IN_ZONE) && c && strchr("!$&'()*+,;=:[]<>\"", c)) return false;
    if (c && strchr("$&+,/:;=?@", c)) {
        switch (part) {
        case IN_PATH: return c == '?';
        case IN_USER: return c == '@' || c == '/' || c == '?' || c == ':';
        case IN_QUERY: return true;
        case IN_FRAGMENT: return false;
        case IN_HOST:
        case IN_ZONE: break;
        }
    }
    if (part == IN_FRAGMENT && c && strchr("!()*", c)) return false;
    return true;
}

static void escape(struct buf *out, struct str s, enum part part)
{
    for (size_t i = 0; i < s.len; i++) {
        if (part == IN_QUERY && s.s[i] == ' ') buf_add_char(out, '+');
        else if (must_escape(s.s[i], part)) buf_printf(out, "%%%02X", (unsigned char)s.s[i]);
        else buf_add_char(out, s.s[i]);
    }
}

struct problem { char text[160]; };

static bool fail(struct problem *why, const char *what, struct str s)
{
    snprintf(why->text, sizeof why->text, what, (int)(s.len < 80 ? s.len : 80), s.s);
    return false;
}

/* Undoes %XX (and + in a query); the result is in the arena. */
static bool unescape(struct arena *arena, struct str s, enum part part, struct str *out, struct problem *why)
{
    char *text = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    if (!text) return fail(why, "%.*sout of memory", STR(""));
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        if (c == '%') {
            if (i + 2 >= s.len || hex_digit(s.s[i + 1]) < 0 || hex_digit(s.s[i + 2]) < 0)
                return fail(why, "invalid URL escape \"%.*s\"", (struct str){s.s + i, s.len - i < 3 ? s.len - i : 3});
            bool percent25 = s.s[i + 1] == '2' && s.s[i + 2] == '5';
            if (part == IN_HOST && hex_digit(s.s[i + 1]) < 8 && !percent25)
                return fail(why, "invalid URL escape \"%.*s\"", (struct str){s.s + i, 3});
            char decoded = (char)(hex_digit(s.s[i + 1]) << 4 | hex_digit(s.s[i + 2]));
            if (part == IN_ZONE && !percent25 && decoded != ' ' && must_escape(decoded, IN_HOST))
                return fail(why, "invalid URL escape \"%.*s\"", (struct str){s.s + i, 3});
            text[n++] = decoded;
            i += 2;
        } else if (c == '+' && part == IN_QUERY) {
            text[n++] = ' ';
        } else {
            if ((part == IN_HOST || part == IN_ZONE) && (unsigned char)c < 0x80 && must_escape(c, part))
                return fail(why, "invalid character \"%.*s\" in host name", (struct str){s.s + i, 1});
            text[n++] = c;
        }
    }
    *out = (struct str){text, n};
    return true;
}

static bool cut(struct str s, char at, struct str *before, struct str *after)
{
    const char *p = s.len ? memchr(s.s, at, s.len) : NULL;
    *before = p ? (struct str){s.s, (size_t)(p - s.s)} : s;
    *after = p ? (struct str){p + 1, s.len - (size_t)(p - s.s) - 1} : (struct str){s.s + s.len, 0};
    return p != NULL;
}

/* --- urlquery --- */

BUILTIN(query_encode)
{
    struct str s;
    if (!want_string(call, "urlquery.encode", in, 1, &s)) return false;
    struct buf buf = buf_new(MAX_STRING);
    escape(&buf, s, IN_QUERY);
    return give_buf(call, "urlquery.encode", &buf, out);
}

BUILTIN(query_decode)
{
    struct str s, decoded;
    struct problem why;
    if (!want_string(call, "urlquery.decode", in, 1, &s)) return false;
    if (!unescape(call->arena, s, IN_QUERY, &decoded, &why)) return rego_builtin_error(call, "urlquery.decode", "%s", why.text);
    return give_str(call, decoded, out);
}

static bool encode_pair(struct rego_call *call, struct buf *buf, struct str key, struct value v)
{
    if (!value_is_string(v)) return operand_text(call, "urlquery.encode_object", 1, "values must be string, array[string], or set[string]");
    if (buf->len > 0) buf_add_char(buf, '&');
    escape(buf, key, IN_QUERY);
    buf_add_char(buf, '=');
    escape(buf, value_str(v), IN_QUERY);
    return true;
}

BUILTIN(query_encode_object)
{
    if (!want_object(call, "urlquery.encode_object", in, 1)) return false;
    struct value plain = plain_json(call, in[0]);
    if (value_is_none(plain)) return error_no_memory(call->err);
    struct buf buf = buf_new(MAX_STRING);
    bool ok = true;
    for (size_t i = 0; i < value_len(plain) && ok; i++) {
        struct value_pair pair = value_pairs(plain)[i];
        if (!value_is_array(pair.value)) {
            ok = encode_pair(call, &buf, value_str(pair.key), pair.value);
            continue;
        }
        for (size_t k = 0; k < value_len(pair.value) && ok; k++)
            ok = encode_pair(call, &buf, value_str(pair.key), value_items(pair.value)[k]);
    }
    if (ok) return give_buf(call, "urlquery.encode_object", &buf, out);
    buf_free(&buf);
    return false;
}

/* The values of each key, in order. */
struct parameter { struct value key; struct values list; };

static bool add_parameter(struct rego_call *call, struct map *parameters, struct value key, struct value v)
{
    void **slot = map_at(call->arena, parameters, value_str(key));
    if (!slot) return error_no_memory(call->err);
    if (!*slot) {
        struct parameter *parameter = arena_zero(call->arena, sizeof *parameter);
        if (!parameter) return error_no_memory(call->err);
        parameter->key = key;
        *slot = parameter;
    }
    return values_add(call, &((struct parameter *)*slot)->list, v);
}

BUILTIN(query_decode_object)
{
    struct str rest, field, key, v;
    struct problem why;
    struct pairs pairs = {0};
    struct map parameters = {0};
    if (!want_string(call, "urlquery.decode_object", in, 1, &rest)) return false;
    while (rest.len > 0) {
        if (out_of_time(call, "urlquery.decode_object")) return false;
        cut(rest, '&', &field, &rest);
        if (field.len == 0) continue;
        if (memchr(field.s, ';', field.len))
            return rego_builtin_error(call, "urlquery.decode_object", "invalid semicolon separator in query");
        cut(field, '=', &key, &v);
        if (!unescape(call->arena, key, IN_QUERY, &key, &why) || !unescape(call->arena, v, IN_QUERY, &v, &why))
            return rego_builtin_error(call, "urlquery.decode_object", "%s", why.text);
        struct value k = string_of_bytes(call->arena, key), x = string_of_bytes(call->arena, v);
        if (value_is_none(k) || value_is_none(x)) return error_no_memory(call->err);
        if (!add_parameter(call, &parameters, k, x)) return false;
    }
    for (size_t i = 0; i < parameters.len; i++) {
        const struct parameter *parameter = parameters.entries[i].value;
        if (!pairs_add(call, &pairs, parameter->key, value_array(call->arena, parameter->list.items, parameter->list.len))) return false;
    }
    return give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

/* --- uri --- */

struct uri { struct str scheme, host, path, raw_path, raw_query, fragment; };

/* The scheme, when there is one before the first character that cannot be in it. */
static bool take_scheme(struct str *rest, struct str *scheme, struct problem *why)
{
    *scheme = STR("");
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->s[i];
        if (is_letter(c)) continue;
        if (c == ':') {
            if (i == 0) return fail(why, "%.*smissing protocol scheme", STR(""));
            *scheme = (struct str){rest->s, i};
            *rest = (struct str){rest->s + i + 1, rest->len - i - 1};
            return true;
        }
        if (i == 0 || !(is_digit(c) || c == '+' || c == '-' || c == '.')) return true;
    }
    return true;
}

static bool is_port(struct str s)
{
    if (s.len == 0) return true;
    if (s.s[0] != ':') return false;
    for (size_t i = 1; i < s.len; i++)
        if (!is_digit(s.s[i])) return false;
    return true;
}

static ptrdiff_t last_of(struct str s, char c)
{
    const char *p = s.len ? memrchr(s.s, c, s.len) : NULL;
    return p ? p - s.s : -1;
}

static bool read_host(struct arena *arena, struct str s, struct str *out, struct problem *why)
{
    if (s.len > 0 && s.s[0] == '[') {
        ptrdiff_t end = last_of(s, ']');
        if (end < 0) return fail(why, "%.*smissing ']' in host", STR(""));
        struct str port = {s.s + end + 1, s.len - (size_t)end - 1};
        if (!is_port(port)) return fail(why, "invalid port \"%.*s\" after host", port);
        size_t zone = str_find((struct str){s.s, (size_t)end}, STR("%25"), 0);
        if (zone != SIZE_MAX) {
            struct str a, b, c;
            if (!unescape(arena, (struct str){s.s, zone}, IN_HOST, &a, why) ||
                !unescape(arena, (struct str){s.s + zone, (size_t)end - zone}, IN_ZONE, &b, why) ||
                !unescape(arena, (struct str){s.s + end, s.len - (size_t)end}, IN_HOST, &c, why))
                return false;
            char *joined = arena_printf(arena, "%.*s%.*s%.*s", (int)a.len, a.s, (int)b.len, b.s, (int)c.len, c.s);
            if (!joined) return fail(why, "%.*sout of memory", STR(""));
            *out = str_of(joined);
            return true;
        }
    } else {
        ptrdiff_t colon = last_of(s, ':');
        struct str port = colon >= 0 ? (struct str){s.s + colon, s.len - (size_t)colon} : STR("");
        if (!is_port(port)) return fail(why, "invalid port \"%.*s\" after host", port);
    }
    return unescape(arena, s, IN_HOST, out, why);
}

static bool read_authority(struct arena *arena, struct str s, struct str *host, struct problem *why)
{
    ptrdiff_t at = last_of(s, '@');
    struct str user = at >= 0 ? (struct str){s.s, (size_t)at} : STR("");
    for (size_t i = 0; i < user.len; i++)
        if (!is_letter(user.s[i]) && !is_digit(user.s[i]) && !(user.s[i] && strchr("-._:~!$&'()*+,;=%@", user.s[i])))
            return fail(why, "%.*snet/url: invalid userinfo", STR(""));
    return unescape(arena, user, IN_USER, &user, why) && read_host(arena, (struct str){s.s + at + 1, s.len - (size_t)(at + 1)}, host, why);
}

static bool read_path(struct arena *arena, struct str s, struct uri *uri, struct problem *why)
{
    if (!unescape(arena, s, IN_PATH, &uri->path, why)) return false;
    struct buf usual = buf_new(MAX_STRING);
    escape(&usual, uri->path, IN_PATH);
    /* What the path would be escaped to anyway needs no raw form. */
    bool same = usual.len == s.len && (s.len == 0 || memcmp(usual.s, s.s, s.len) == 0);
    buf_free(&usual);
    uri->raw_path = same ? uri->path : s;
    return true;
}

static bool read_uri(struct arena *arena, struct str s, struct uri *uri, struct problem *why)
{
    struct str rest, fragment, segment, ignored;
    memset(uri, 0, sizeof *uri);
    cut(s, '#', &rest, &fragment);
    for (size_t i = 0; i < rest.len; i++)
        if ((unsigned char)rest.s[i] < 0x20 || rest.s[i] == 0x7F) return fail(why, "%.*snet/url: invalid control character in URL", STR(""));
    if (!unescape(arena, fragment, IN_FRAGMENT, &uri->fragment, why)) return false;
    if (str_is(rest, "*")) {
        uri->path = uri->raw_path = rest;
        return true;
    }
    if (!take_scheme(&rest, &uri->scheme, why)) return false;
    cut(rest, '?', &rest, &uri->raw_query);
    if (rest.len == 0 || rest.s[0] != '/') {
        if (uri->scheme.len > 0) return true;   /* mailto:a@b: opaque */
        cut(rest, '/', &segment, &ignored);
        if (segment.len && memchr(segment.s, ':', segment.len))
            return fail(why, "%.*sfirst path segment in URL cannot contain colon", STR(""));
    }
    if ((uri->scheme.len > 0 || !str_has_prefix(rest, STR("///"))) && str_has_prefix(rest, STR("//"))) {
        struct str authority = {rest.s + 2, rest.len - 2};
        const char *slash = authority.len ? memchr(authority.s, '/', authority.len) : NULL;
        size_t n = slash ? (size_t)(slash - authority.s) : authority.len;
        rest = (struct str){authority.s + n, authority.len - n};
        if (!read_authority(arena, (struct str){authority.s, n}, &uri->host, why)) return false;
    }
    return read_path(arena, rest, uri, why);
}

/* "[::1]:80" is ::1 and 80. */
static void split_host(struct str host, struct str *name, struct str *port)
{
    ptrdiff_t colon = last_of(host, ':');
    *name = host;
    *port = STR("");
    if (colon >= 0 && is_port((struct str){host.s + colon, host.len - (size_t)colon})) {
        *name = (struct str){host.s, (size_t)colon};
        *port = (struct str){host.s + colon + 1, host.len - (size_t)colon - 1};
    }
    if (name->len >= 2 && name->s[0] == '[' && name->s[name->len - 1] == ']') *name = (struct str){name->s + 1, name->len - 2};
}

static bool add_field(struct rego_call *call, struct pairs *pairs, const char *key, struct str s)
{
    return s.len == 0 || pairs_add(call, pairs, value_cstring(call->arena, key), string_of_bytes(call->arena, s));
}

BUILTIN(uri_parse)
{
    struct str s, name, port;
    struct uri uri;
    struct problem why;
    struct pairs pairs = {0};
    if (!want_string(call, "uri.parse", in, 1, &s)) return false;
    if (!read_uri(call->arena, s, &uri, &why)) return rego_builtin_error(call, "uri.parse", "parse \"%.*s\": %s", (int)(s.len < 200 ? s.len : 200), s.s, why.text);
    char *scheme = arena_strndup(call->arena, uri.scheme.s ? uri.scheme.s : "", uri.scheme.len);
    if (!scheme) return error_no_memory(call->err);
    for (char *p = scheme; *p; p++)
        if (*p >= 'A' && *p <= 'Z') *p += 32;
    split_host(uri.host, &name, &port);
    bool ok = add_field(call, &pairs, "scheme", str_of(scheme)) && add_field(call, &pairs, "hostname", name) &&
              add_field(call, &pairs, "port", port) && add_field(call, &pairs, "path", uri.path) &&
              add_field(call, &pairs, "raw_path", uri.path.len ? uri.raw_path : STR("")) && add_field(call, &pairs, "raw_query", uri.raw_query) &&
              add_field(call, &pairs, "fragment", uri.fragment);
    return ok && give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

bool uri_check(struct arena *arena, struct str s, bool *absolute, struct str *path)
{
    struct uri uri;
    struct problem why;
    if (!read_uri(arena, s, &uri, &why)) return false;
    *absolute = uri.scheme.len > 0;
    *path = uri.path;
    return true;
}

BUILTIN(uri_is_valid)
{
    struct uri uri;
    struct problem why;
    bool candidate = value_is_string(in[0]) && value_len(in[0]) > 0;
    return give_bool(candidate && read_uri(call->arena, value_str(in[0]), &uri, &why), out);
}

const struct rego_builtin rego_urls[] = {
    {"uri.is_valid", "string -> boolean", uri_is_valid, REGO_PURE, NULL},
    {"uri.parse", "string -> object[string: string]", uri_parse, REGO_PURE, NULL},
    {"urlquery.decode", "string -> string", query_decode, REGO_PURE, NULL},
    {"urlquery.decode_object", "string -> object[string: array[string]]", query_decode_object, REGO_PURE, NULL},
    {"urlquery.encode", "string -> string", query_encode, REGO_PURE, NULL},
    {"urlquery.encode_object", "object[string: any<string, array[string], set[string]>] -> string", query_encode_object, REGO_PURE, NULL},
};
const size_t rego_urls_n = COUNT_OF(rego_urls);
