/* value/yaml_scalar.c: see yaml_scalar.h. */
#include "value/yaml_scalar.h"

#include <stdlib.h>

static bool one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_is(s, *words)) return true;
    return false;
}

static int digit_of(char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'z' ? (c | 32) - 'a' + 10 : 99; }

/* Sign and digits; a base prefix 0x, 0b, 0o or a leading 0. What does not fit 64 bits is no integer. */
static bool read_integer(const char *s, struct yaml_scalar *out)
{
    unsigned base = 10;
    uint64_t n = 0;
    out->negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    if (s[0] == '0' && s[1]) {
        char c = s[1] | 32;
        base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
        s += c == 'x' || c == 'b' || c == 'o' ? 2 : 1;
    }
    if (!*s) return false;
    for (; *s; s++) {
        unsigned d = (unsigned)digit_of(*s);
        if (d >= base || __builtin_mul_overflow(n, base, &n) || __builtin_add_overflow(n, d, &n)) return false;
    }
    if (out->negative && n > (uint64_t)1 << 63) return false;
    out->magnitude = n;
    return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_float(const char *s)
{
    size_t whole = 0, fraction = 0, exponent = 0;
    if (*s == '-' || *s == '+') s++;
    while (*s >= '0' && *s <= '9') s++, whole++;
    if (*s == '.') {
        s++;
        while (*s >= '0' && *s <= '9') s++, fraction++;
    }
    if (whole + fraction == 0) return false;
    if (*s == 'e' || *s == 'E') {
        s++;
        if (*s == '-' || *s == '+') s++;
        while (*s >= '0' && *s <= '9') s++, exponent++;
        if (exponent == 0) return false;
    }
    return *s == '\0';
}

static bool take_digits(struct str *s, size_t min, size_t max)
{
    size_t n = 0;
    while (n < s->len && n < max && s->s[n] >= '0' && s->s[n] <= '9') n++;
    *s = (struct str){s->s + n, s->len - n};
    return n >= min;
}

static bool take_char(struct str *s, const char *any)
{
    if (s->len == 0 || !strchr(any, s->s[0]) || !s->s[0]) return false;
    *s = (struct str){s->s + 1, s->len - 1};
    return true;
}

/* 2001-12-14, 2001-12-14t21:59:43.10Z or -05:00, 2001-12-14 21:59:43.10 */
static bool is_timestamp(struct str s)
{
    struct str start = s;
    if (!take_digits(&s, 4, 4) || !take_char(&s, "-") || !take_digits(&s, 1, 2) || !take_char(&s, "-") || !take_digits(&s, 1, 2)) return false;
    long month = strtol(start.s + 5, NULL, 10);
    if (month < 1 || month > 12) return false;
    if (s.len == 0) return true;
    bool zone = s.s[0] != ' ';
    if (!take_char(&s, "tT ") || !take_digits(&s, 1, 2) || !take_char(&s, ":") || !take_digits(&s, 1, 2) || !take_char(&s, ":") ||
        !take_digits(&s, 1, 2))
        return false;
    if (take_char(&s, ".") && !take_digits(&s, 1, 100)) return false;
    if (!zone) return s.len == 0;
    if (take_char(&s, "Z")) return s.len == 0;
    return take_char(&s, "+-") && take_digits(&s, 2, 2) && take_char(&s, ":") && take_digits(&s, 2, 2) && s.len == 0;
}

struct yaml_scalar yaml_resolve(struct str s)
{
    static const char *const trues[] = {"true", "True", "TRUE", NULL}, *const falses[] = {"false", "False", "FALSE", NULL},
                             *const nulls[] = {"", "~", "null", "Null", "NULL", NULL},
                             *const infinities[] = {".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf",
                                                    "-.INF", NULL};
    struct yaml_scalar out = {.kind = YAML_STRING};
    if (one_of(s, trues) || one_of(s, falses)) {
        out.kind = YAML_BOOL;
        out.truth = (s.s[0] | 32) == 't';
    } else if (one_of(s, nulls)) {
        out.kind = YAML_NULL;
    } else if (one_of(s, infinities)) {
        out.kind = YAML_INFINITY;
    } else if (str_is(s, "<<")) {
        out.kind = YAML_MERGE;
    }
    if (out.kind != YAML_STRING || s.len > 400 || !strchr("+-.0123456789", s.s[0])) return out;
    char plain[404];
    size_t n = 0;
    if (is_timestamp(s)) {
        out.kind = YAML_TIMESTAMP;
        return out;
    }
    for (size_t i = 0; i < s.len; i++)
        if (s.s[i] != '_' || s.s[0] == '.') plain[n++] = s.s[i];
    plain[n] = '\0';
    if (s.s[0] != '.' && read_integer(plain, &out)) {
        out.kind = YAML_INT;
    } else if (is_float(plain)) {
        out.kind = YAML_FLOAT;
        out.real = strtod(plain, NULL);
        if (out.real - out.real != 0) out.kind = YAML_STRING;   /* overflowed: Go keeps the text */
    }
    return out;
}
