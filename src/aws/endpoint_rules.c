#include "aws/endpoint_rules.h"

#include <arpa/inet.h>

#include "aws/scalars.h"
#include "base/re2.h"

typedef struct rules_call *call;

static bool give(struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v);
}

static bool unset(struct value *out)
{
    *out = VALUE_NONE;
    return true;
}

static struct value arg(call c, size_t i) { return i < c->n ? c->args[i] : VALUE_NONE; }
static bool text(call c, size_t i, struct str *out)
{
    struct value v = arg(c, i);
    if (value_is_string(v)) *out = value_str(v);
    return value_is_string(v);
}

/* --- of all kinds --- */

static bool fn_is_set(call c, struct value *out) { return give(value_bool(!value_is_none(arg(c, 0)) && !value_is_null(arg(c, 0))), out); }
static bool fn_not(call c, struct value *out) { return give(value_bool(value_is_none(arg(c, 0)) || value_is_null(arg(c, 0)) || value_is_false(arg(c, 0))), out); }

/* What is not set equals nothing. */
static bool fn_equals(call c, struct value *out)
{
    struct value a = arg(c, 0), b = arg(c, 1);
    return give(value_bool(!value_is_none(a) && !value_is_none(b) && value_equal(a, b)), out);
}

static bool fn_coalesce(call c, struct value *out)
{
    for (size_t i = 0; i < c->n; i++)
        if (!value_is_none(c->args[i]) && !value_is_null(c->args[i])) return give(c->args[i], out);
    return unset(out);
}

static bool fn_if(call c, struct value *out)
{
    *out = value_is_true(arg(c, 0)) ? arg(c, 1) : arg(c, 2);
    return true;
}

struct value rules_attribute(struct value v, struct str path)
{
    for (size_t at = 0; at < path.len && !value_is_none(v);) {
        if (path.s[at] == '[') {
            size_t index = 0, negative = at + 1 < path.len && path.s[at + 1] == '-';
            for (at += 1 + negative; at < path.len && path.s[at] != ']'; at++) index = index * 10 + (size_t)(path.s[at] - '0') % 10;
            if (!value_is_array(v)) return VALUE_NONE;
            if (negative) index = index <= value_len(v) ? value_len(v) - index : SIZE_MAX;
            v = index < value_len(v) ? value_items(v)[index] : VALUE_NONE;
            at++;
        } else {
            size_t start = at;
            while (at < path.len && path.s[at] != '.' && path.s[at] != '[') at++;
            v = value_get_str(v, (struct str){path.s + start, at - start});
        }
        if (at < path.len && path.s[at] == '.') at++;
    }
    return v;
}

static bool fn_attribute(call c, struct value *out)
{
    struct str path;
    *out = text(c, 1, &path) ? rules_attribute(arg(c, 0), path) : VALUE_NONE;
    return true;
}

/* --- strings --- */

static bool fn_substring(call c, struct value *out)
{
    struct str s;
    int64_t start, stop;
    if (!text(c, 0, &s) || !value_is_number(arg(c, 1)) || !value_is_number(arg(c, 2)) || !value_number_to_int64(arg(c, 1), &start) || !value_number_to_int64(arg(c, 2), &stop)) return unset(out);
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.s[i] > 127) return unset(out);
    if (start < 0 || start >= stop || stop > (int64_t)s.len) return unset(out);
    size_t from = value_is_true(arg(c, 3)) ? s.len - (size_t)stop : (size_t)start;
    return give(value_string(c->arena, (struct str){s.s + from, (size_t)(stop - start)}), out);
}

static bool fn_encode(call c, struct value *out)
{
    struct str s;
    struct buf encoded = buf_new(1 << 20);
    if (!text(c, 0, &s)) return unset(out);
    aws_percent_encode(&encoded, s, "");
    struct value v = encoded.failed ? VALUE_NONE : value_string(c->arena, (struct str){encoded.s ? encoded.s : "", encoded.len});
    buf_free(&encoded);
    return give(v, out);
}

/* split(text, delimiter, limit): limit 0 is none. */
static bool fn_split(call c, struct value *out)
{
    struct str s, by;
    int64_t limit = 0;
    VEC(struct value) parts = {0};
    if (!text(c, 0, &s) || !text(c, 1, &by) || !by.len) return unset(out);
    (void)(value_is_number(arg(c, 2)) && value_number_to_int64(arg(c, 2), &limit));
    for (size_t at = 0, end; ; at = end + by.len) {
        end = limit && (int64_t)parts.len + 1 >= limit ? SIZE_MAX : str_find(s, by, at);
        struct value *slot = vec_push(c->arena, &parts);
        if (!slot) return false;
        *slot = value_string(c->arena, (struct str){s.s + at, (end == SIZE_MAX ? s.len : end) - at});
        if (value_is_none(*slot)) return false;
        if (end == SIZE_MAX) break;
    }
    return give(value_array(c->arena, parts.items, parts.len), out);
}

/* --- hosts and URLs --- */

static bool is_label(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.s[i];
        bool inner = ch == '-' && i > 0 && i + 1 < s.len;
        if (!inner && !(ch >= 'a' && ch <= 'z') && !(ch >= 'A' && ch <= 'Z') && !(ch >= '0' && ch <= '9')) return false;
    }
    return s.len >= 1 && s.len <= 63;
}

static bool is_host(struct str s, bool subdomains)
{
    if (!subdomains) return is_label(s);
    for (size_t at = 0; at <= s.len;) {
        size_t end = str_find(s, STR("."), at);
        if (end == SIZE_MAX) end = s.len;
        if (!is_label((struct str){s.s + at, end - at})) return false;
        at = end + 1;
    }
    return true;
}

static bool is_ipv4(struct str s)
{
    char copy[32];
    struct in_addr address;
    if (s.len >= sizeof copy) return false;
    memcpy(copy, s.s, s.len);
    copy[s.len] = 0;
    return inet_pton(AF_INET, copy, &address) == 1;
}

static bool fn_host_label(call c, struct value *out)
{
    struct str s;
    return give(value_bool(text(c, 0, &s) && is_host(s, value_is_true(arg(c, 1)))), out);
}

static bool fn_virtual_hostable(call c, struct value *out)
{
    struct str s;
    bool good = text(c, 0, &s) && s.len >= 3 && s.len <= 63 && !is_ipv4(s) && is_host(s, value_is_true(arg(c, 1)));
    for (size_t i = 0; good && i < s.len; i++) good = !(s.s[i] >= 'A' && s.s[i] <= 'Z');
    return give(value_bool(good), out);
}

/* An object of strings and booleans; VALUE_NONE when memory is out. */
struct entry { const char *key; struct value value; };

static struct value object(struct arena *arena, const struct entry *entries, size_t n)
{
    struct value out = value_object(arena, NULL, 0);
    for (size_t i = 0; i < n && !value_is_none(out); i++) {
        struct value key = value_cstring(arena, entries[i].key);
        out = value_is_none(key) || value_is_none(entries[i].value) ? VALUE_NONE : value_with(arena, out, key, entries[i].value);
    }
    return out;
}

static bool fn_parse_url(call c, struct value *out)
{
    struct str s;
    if (!text(c, 0, &s)) return unset(out);
    size_t scheme = str_find(s, STR("://"), 0);
    struct str name = {s.s, scheme == SIZE_MAX ? 0 : scheme};
    if (!str_is(name, "http") && !str_is(name, "https")) return unset(out);
    struct str rest = {s.s + scheme + 3, s.len - scheme - 3};
    if (memchr(rest.s, '?', rest.len) || memchr(rest.s, '#', rest.len)) return unset(out);
    size_t slash = str_find(rest, STR("/"), 0);
    struct str authority = {rest.s, slash == SIZE_MAX ? rest.len : slash}, path = slash == SIZE_MAX ? STR("") : (struct str){rest.s + slash, rest.len - slash};
    if (!authority.len) return unset(out);
    size_t colon = authority.s[0] == '[' ? SIZE_MAX : str_find(authority, STR(":"), 0);
    struct str host = {authority.s, colon == SIZE_MAX ? authority.len : colon};
    bool closed = str_has_suffix(path, STR("/"));
    const struct entry entries[] = {
        {"scheme", value_string(c->arena, name)}, {"authority", value_string(c->arena, authority)}, {"path", value_string(c->arena, path)},
        {"normalizedPath", value_printf(c->arena, "%.*s%s", (int)path.len, path.s, closed ? "" : "/")}, {"isIp", value_bool(authority.s[0] == '[' || is_ipv4(host))},
    };
    return give(object(c->arena, entries, COUNT_OF(entries)), out);
}

/* --- AWS --- */

static bool fn_parse_arn(call c, struct value *out)
{
    struct str s, parts[6];
    VEC(struct value) ids = {0};
    if (!text(c, 0, &s)) return unset(out);
    for (size_t i = 0, at = 0; i < COUNT_OF(parts); i++) {
        size_t end = i + 1 < COUNT_OF(parts) ? str_find(s, STR(":"), at) : s.len;
        if (end == SIZE_MAX) return unset(out);
        parts[i] = (struct str){s.s + at, end - at};
        at = end + 1;
    }
    if (!str_is(parts[0], "arn") || !parts[1].len || !parts[2].len || !parts[5].len) return unset(out);
    for (size_t at = 0, end; at <= parts[5].len; at = end + 1) {
        for (end = at; end < parts[5].len && parts[5].s[end] != ':' && parts[5].s[end] != '/'; end++) continue;
        struct value *slot = vec_push(c->arena, &ids);
        if (!slot || value_is_none(*slot = value_string(c->arena, (struct str){parts[5].s + at, end - at}))) return false;
    }
    const struct entry entries[] = {
        {"partition", value_string(c->arena, parts[1])}, {"service", value_string(c->arena, parts[2])}, {"region", value_string(c->arena, parts[3])},
        {"accountId", value_string(c->arena, parts[4])}, {"resourceId", value_array(c->arena, ids.items, ids.len)},
    };
    return give(object(c->arena, entries, COUNT_OF(entries)), out);
}

static bool matches(struct value pattern, struct str s)
{
    char why[128];
    struct re2 *re = value_is_string(pattern) ? re2_compile(value_str(pattern), why, sizeof why) : NULL;
    bool yes = re && re2_test(re, s) == RE2_YES;
    if (re) re2_free(re);
    return yes;
}

struct value rules_partition(struct value partitions, struct str region)
{
    struct value list = value_field(partitions, "partitions");
    size_t n = value_is_array(list) ? value_len(list) : 0;
    for (size_t i = 0; i < n; i++)
        if (!value_is_none(value_get_str(value_field(value_items(list)[i], "regions"), region))) return value_items(list)[i];
    for (size_t i = 0; i < n; i++)
        if (matches(value_field(value_items(list)[i], "regionRegex"), region)) return value_items(list)[i];
    for (size_t i = 0; i < n; i++) {
        struct value id = value_field(value_items(list)[i], "id");
        if (value_is_string(id) && str_is(value_str(id), "aws")) return value_items(list)[i];
    }
    return VALUE_NONE;
}

static bool fn_partition(call c, struct value *out)
{
    struct str region;
    if (!text(c, 0, &region)) return unset(out);
    struct value partition = rules_partition(c->partitions, region), outputs = value_field(partition, "outputs"), id = value_field(partition, "id");
    struct value of_region = value_get_str(value_field(partition, "regions"), region), name = value_cstring(c->arena, "name");
    if (!value_is_object(outputs)) return unset(out);
    for (size_t i = 0; value_is_object(of_region) && i < value_len(of_region) && !value_is_none(outputs); i++)
        outputs = value_with(c->arena, outputs, value_pairs(of_region)[i].key, value_pairs(of_region)[i].value);
    return give(value_is_none(name) || value_is_none(outputs) ? VALUE_NONE : value_with(c->arena, outputs, name, id), out);
}

static const struct { const char *name; bool (*call)(call c, struct value *out); } functions[] = {
    {"aws.isVirtualHostableS3Bucket", fn_virtual_hostable}, {"aws.parseArn", fn_parse_arn}, {"aws.partition", fn_partition}, {"booleanEquals", fn_equals},
    {"coalesce", fn_coalesce}, {"getAttr", fn_attribute}, {"isSet", fn_is_set}, {"isValidHostLabel", fn_host_label}, {"ite", fn_if}, {"not", fn_not},
    {"parseURL", fn_parse_url}, {"split", fn_split}, {"stringEquals", fn_equals}, {"substring", fn_substring}, {"uriEncode", fn_encode},
};

bool rules_call(call c, struct str function, struct value *out, bool *known)
{
    *known = true;
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (str_is(function, functions[i].name)) return functions[i].call(c, out);
    *known = false;
    return false;
}
