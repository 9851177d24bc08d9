/* rego/builtins/versions.c: semver.* (semver.org 2.0.0, a leading v allowed) and uuid.*. */
#include "rego/builtins/families.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "rego/builtins/common.h"

struct version { int64_t number[3]; struct str pre; };

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.s[i] < '0' || s.s[i] > '9') return false;
    return s.len > 0;
}

static bool cut(struct str s, char at, struct str *before, struct str *after)
{
    const char *p = s.len ? memchr(s.s, at, s.len) : NULL;
    *before = p ? (struct str){s.s, (size_t)(p - s.s)} : s;
    *after = p ? (struct str){p + 1, s.len - (size_t)(p - s.s) - 1} : (struct str){s.s + s.len, 0};
    return p != NULL;
}

/* Letters, digits and hyphens, in parts divided by dots, none empty; strict: a number has no leading zero. */
static bool is_identifiers(struct str s, bool strict)
{
    struct str id;
    bool more = true;
    while (more) {
        more = cut(s, '.', &id, &s);
        if (id.len == 0) return false;
        for (size_t i = 0; i < id.len; i++)
            if (!((id.s[i] | 32) >= 'a' && (id.s[i] | 32) <= 'z') && !(id.s[i] >= '0' && id.s[i] <= '9') && id.s[i] != '-') return false;
        if (strict && id.len > 1 && id.s[0] == '0' && is_digits(id)) return false;
    }
    return true;
}

static bool read_number(struct str s, int64_t *out)
{
    *out = 0;
    if (!is_digits(s) || (s.len > 1 && s.s[0] == '0')) return false;
    for (size_t i = 0; i < s.len; i++)
        if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, s.s[i] - '0', out)) return false;
    return true;
}

static bool read_version(struct str s, struct version *out)
{
    struct str meta, part;
    if (s.len > 0 && s.s[0] == 'v') s.s++, s.len--;
    if (cut(s, '+', &s, &meta) && !is_identifiers(meta, false)) return false;
    if (cut(s, '-', &s, &out->pre) && !is_identifiers(out->pre, true)) return false;
    for (int i = 0; i < 3; i++)
        if (cut(s, '.', &part, &s) != (i < 2) || !read_number(part, &out->number[i])) return false;
    return true;
}

/* Numbers below names, by worth; names by bytes. */
static int compare_identifiers(struct str a, struct str b)
{
    bool na = is_digits(a), nb = is_digits(b);
    if (na != nb) return na ? -1 : 1;
    if (na) {
        int64_t x, y;
        if (!read_number(a, &x)) x = INT64_MAX;
        if (!read_number(b, &y)) y = INT64_MAX;
        return x < y ? -1 : x > y;
    }
    int order = str_compare(a, b);
    return order < 0 ? -1 : order > 0;
}

static int compare_pre(struct str a, struct str b)
{
    if (str_eq(a, b)) return 0;
    if (a.len == 0 || b.len == 0) return a.len == 0 ? 1 : -1;   /* a release is above its pre-releases */
    struct str x, y;
    for (;;) {
        bool more_a = cut(a, '.', &x, &a), more_b = cut(b, '.', &y, &b);
        int order = compare_identifiers(x, y);
        if (order != 0) return order;
        if (more_a != more_b) return more_a ? 1 : -1;
        if (!more_a) return 0;
    }
}

BUILTIN(semver_compare)
{
    struct str a, b;
    struct version x = {{0}, {0, 0}}, y = {{0}, {0, 0}};
    if (!want_string(call, "semver.compare", in, 1, &a) || !want_string(call, "semver.compare", in, 2, &b)) return false;
    if (!read_version(a, &x))
        return rego_builtin_error(call, "semver.compare", "operand 1: string %.*s is not a valid SemVer", (int)(a.len < 200 ? a.len : 200), a.s);
    if (!read_version(b, &y))
        return rego_builtin_error(call, "semver.compare", "operand 2: string %.*s is not a valid SemVer", (int)(b.len < 200 ? b.len : 200), b.s);
    for (int i = 0; i < 3; i++)
        if (x.number[i] != y.number[i]) return give_int(call, x.number[i] < y.number[i] ? -1 : 1, out);
    return give_int(call, compare_pre(x.pre, y.pre), out);
}

BUILTIN(semver_is_valid)
{
    struct version x;
    return give_bool(value_is_string(in[0]) && read_version(value_str(in[0]), &x), out);
}

/* --- uuid --- */

/* Plain, in braces, after urn:uuid:, or without hyphens. */
static bool read_uuid(struct str s, unsigned char bytes[16])
{
    bool hyphens = s.len != 32;
    if (s.len == 45 && strncasecmp(s.s, "urn:uuid:", 9) == 0) s = (struct str){s.s + 9, 36};
    if (s.len == 38) s = (struct str){s.s + 1, 36};
    if (s.len != (hyphens ? 36 : 32)) return false;
    size_t at = 0;
    for (size_t i = 0; i < 16; i++) {
        if (hyphens && (i == 4 || i == 6 || i == 8 || i == 10) && s.s[at++] != '-') return false;
        int high = hex_digit(s.s[at]), low = hex_digit(s.s[at + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (unsigned char)(high << 4 | low);
        at += 2;
    }
    return true;
}

static bool add(struct rego_call *call, struct pairs *pairs, const char *key, struct value v)
{
    return pairs_add(call, pairs, value_cstring(call->arena, key), v);
}

#define GREGORIAN_TO_UNIX 122192928000000000   /* 100 ns from 1582-10-15 to 1970-01-01 */

static bool add_time_fields(struct rego_call *call, struct pairs *pairs, const unsigned char *b)
{
    static const char *const multicast[] = {"global:unicast", "global:multicast", "local:unicast", "local:multicast"};
    int64_t time = (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
    time |= (int64_t)(b[4] << 8 | b[5]) << 32 | (int64_t)((b[6] << 8 | b[7]) & 0xFFF) << 48;
    char node[18];
    snprintf(node, sizeof node, "%02x-%02x-%02x-%02x-%02x-%02x", b[10], b[11], b[12], b[13], b[14], b[15]);
    return add(call, pairs, "time", value_int(call->arena, (int64_t)((uint64_t)(time - GREGORIAN_TO_UNIX) * 100))) &&
           add(call, pairs, "nodeid", value_cstring(call->arena, node)) &&
           add(call, pairs, "macvariables", value_cstring(call->arena, multicast[b[10] & 3])) &&
           add(call, pairs, "clocksequence", value_small((b[8] << 8 | b[9]) & 0x3FFF));
}

static bool add_domain(struct rego_call *call, struct pairs *pairs, const unsigned char *b)
{
    static const char *const names[] = {"Person", "Group", "Org"};
    char other[16];
    snprintf(other, sizeof other, "Domain%d", b[9]);
    return add(call, pairs, "id", value_small((int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3])) &&
           add(call, pairs, "domain", value_cstring(call->arena, b[9] < 3 ? names[b[9]] : other));
}

BUILTIN(uuid_parse)
{
    struct str s;
    unsigned char b[16];
    struct pairs pairs = {0};
    if (!want_string(call, "uuid.parse", in, 1, &s)) return false;
    *out = VALUE_NONE;
    if (!read_uuid(s, b)) return true;   /* undefined */
    int version = b[6] >> 4;
    const char *variant = (b[8] & 0xC0) == 0x80 ? "RFC4122" : (b[8] & 0xE0) == 0xC0 ? "Microsoft" : (b[8] & 0xE0) == 0xE0 ? "Future" : "Reserved";
    if (!add(call, &pairs, "version", value_small(version)) || !add(call, &pairs, "variant", value_cstring(call->arena, variant))) return false;
    if ((version == 1 || version == 2) && !add_time_fields(call, &pairs, b)) return false;
    if (version == 2 && !add_domain(call, &pairs, b)) return false;
    return give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* A version 4 UUID; one query gives one key the same one (see rand.intn). */
BUILTIN(uuid_rfc4122)
{
    struct str key;
    if (!want_string(call, "uuid.rfc4122", in, 1, &key)) return false;
    uint64_t h = mix(call->random ? *call->random : 0);
    for (size_t i = 0; i < key.len; i++) h = mix(h ^ (unsigned char)key.s[i]);
    uint64_t a = mix(h ^ 0x1234), b = mix(a);
    char text[40];
    snprintf(text, sizeof text, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF),
             (unsigned)(0x8000 | (b >> 48 & 0x3FFF)), (unsigned long long)(b & 0xFFFFFFFFFFFF));
    return give_str(call, str_of(text), out);
}

const struct rego_builtin rego_versions[] = {
    {"semver.compare", "string, string -> number", semver_compare, REGO_PURE, NULL},
    {"semver.is_valid", "any -> boolean", semver_is_valid, REGO_PURE, NULL},
    {"uuid.parse", "string -> object[string: any]", uuid_parse, REGO_PURE, NULL},
    {"uuid.rfc4122", "string -> string", uuid_rfc4122, REGO_NONDETERMINISTIC, NULL},
};
const size_t rego_versions_n = COUNT_OF(rego_versions);
