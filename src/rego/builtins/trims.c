/* rego/builtins/trims.c: trim, trim_left, trim_right, trim_prefix, trim_suffix, trim_space. */
#include "rego/builtins/families.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "rego/builtins/common.h"

static bool in_set(const char *rune, size_t size, struct str set)
{
    size_t n;
    for (size_t i = 0; i < set.len; i += n) {
        utf8_decode(set.s + i, set.len - i, &n);
        if (n == size && memcmp(set.s + i, rune, n) == 0) return true;
    }
    return false;
}

static bool is_cut(struct str s, size_t at, size_t size, const struct str *set)
{
    size_t n;
    return set ? in_set(s.s + at, size, *set) : unicode_is_space(utf8_decode(s.s + at, s.len - at, &n));
}

/* set NULL: white space. */
static struct str cut_left(struct str s, const struct str *set)
{
    size_t size;
    while (s.len > 0) {
        utf8_decode(s.s, s.len, &size);
        if (!is_cut(s, 0, size, set)) break;
        s.s += size, s.len -= size;
    }
    return s;
}

static struct str cut_right(struct str s, const struct str *set)
{
    while (s.len > 0) {
        size_t at = s.len - 1;
        while (at > 0 && ((unsigned char)s.s[at] & 0xC0) == 0x80) at--;
        if (!is_cut(s, at, s.len - at, set)) break;
        s.len = at;
    }
    return s;
}

static bool two(struct rego_call *call, const char *name, const struct value *in, struct str *s, struct str *set)
{
    return want_string(call, name, in, 1, s) && want_string(call, name, in, 2, set);
}

BUILTIN(trim)
{
    struct str s, set;
    return two(call, "trim", in, &s, &set) && give_str(call, cut_right(cut_left(s, &set), &set), out);
}

BUILTIN(trim_left)
{
    struct str s, set;
    return two(call, "trim_left", in, &s, &set) && give_str(call, cut_left(s, &set), out);
}

BUILTIN(trim_right)
{
    struct str s, set;
    return two(call, "trim_right", in, &s, &set) && give_str(call, cut_right(s, &set), out);
}

BUILTIN(trim_prefix)
{
    struct str s, x;
    if (!two(call, "trim_prefix", in, &s, &x)) return false;
    if (str_has_prefix(s, x)) s.s += x.len, s.len -= x.len;
    return give_str(call, s, out);
}

BUILTIN(trim_suffix)
{
    struct str s, x;
    if (!two(call, "trim_suffix", in, &s, &x)) return false;
    if (str_has_suffix(s, x)) s.len -= x.len;
    return give_str(call, s, out);
}

BUILTIN(trim_space)
{
    struct str s;
    return want_string(call, "trim_space", in, 1, &s) && give_str(call, cut_right(cut_left(s, NULL), NULL), out);
}

#define SS_S "string, string -> string"

const struct rego_builtin rego_trims[] = {
    {"trim", SS_S, trim, REGO_PURE, NULL},
    {"trim_left", SS_S, trim_left, REGO_PURE, NULL},
    {"trim_prefix", SS_S, trim_prefix, REGO_PURE, NULL},
    {"trim_right", SS_S, trim_right, REGO_PURE, NULL},
    {"trim_space", "string -> string", trim_space, REGO_PURE, NULL},
    {"trim_suffix", SS_S, trim_suffix, REGO_PURE, NULL},
};
const size_t rego_trims_n = COUNT_OF(rego_trims);
