/* rego/builtins/units.c: units.parse ("1.5Ki", "100m") and units.parse_bytes ("10MiB"). */
#include "rego/builtins/families.h"

#include <strings.h>

#include "rego/builtins/common.h"

#define MAX_EXPONENT_DIGITS 6
#define MAX_TEXT 1000000

/* Leading powers of 1000 and 1024 of k, m, g, t, p, e. */
static uint64_t power(uint64_t base, size_t n)
{
    uint64_t p = 1;
    while (n-- > 0) p *= base;
    return p;
}

/* The text without quotes, cut where the number ends: an e counts to it only before a digit or a sign. */
static bool split_unit(struct rego_call *call, const char *name, const struct value *in, bool lower, struct str *number, struct str *unit)
{
    struct str raw;
    if (!want_string(call, name, in, 1, &raw)) return false;
    char *s = arena_alloc(call->arena, raw.len + 1);
    size_t n = 0, i;
    if (!s) return error_no_memory(call->err);
    if (raw.len > MAX_TEXT) return rego_builtin_error(call, name, "the text is too long");
    for (i = 0; i < raw.len; i++)
        if (raw.s[i] != '"') s[n++] = lower && raw.s[i] >= 'A' && raw.s[i] <= 'Z' ? (char)(raw.s[i] + 32) : raw.s[i];
    if (memchr(s, ' ', n)) return rego_builtin_error(call, name, "%s: spaces not allowed in resource strings", name);
#define IS_DIGIT(k) ((k) < n && s[k] >= '0' && s[k] <= '9')
#define IS_SIGN(k) ((k) < n && (s[k] == '+' || s[k] == '-'))
    for (i = 0; i < n; i++) {
        bool e = s[i] == 'e' || s[i] == 'E';
        if (!IS_DIGIT(i) && s[i] != '.' && !IS_SIGN(i) && !e) break;
        if (!e) continue;
        if (!IS_DIGIT(i + 1) && !IS_SIGN(i + 1)) break;
        if (IS_SIGN(i + 1)) i++;
        size_t end = i + 1;
        while (IS_DIGIT(end)) end++;
        if (end - i - 1 > MAX_EXPONENT_DIGITS) return rego_builtin_error(call, name, "%s: exponent too large", name);
    }
#undef IS_DIGIT
#undef IS_SIGN
    *number = (struct str){s, i};
    *unit = (struct str){s + i, n - i};
    return true;
}

/* The place of a letter in kmgtpe, from 1; 0: none. */
static size_t place(char c)
{
    static const char letters[] = "kmgtpe";
    const char *p = c ? strchr(letters, c | 32) : NULL;
    return p ? (size_t)(p - letters) + 1 : 0;
}

BUILTIN(parse)
{
    static const char name[] = "units.parse";
    struct str number, unit;
    uint64_t numerator = 1, denominator = 1;
    if (!split_unit(call, name, in, false, &number, &unit)) return false;
    if (number.len == 0) return rego_builtin_error(call, name, "%s: no amount provided", name);
    size_t n = unit.len ? place(unit.s[0]) : 0;
    bool known = unit.len == 0 || (n > 0 && unit.len == 1) || (n > 0 && unit.len == 2 && (unit.s[1] | 32) == 'i');
    if (!known) return rego_builtin_error(call, name, "%s: unit %.*s not recognized", name, (int)(unit.len < 100 ? unit.len : 100), unit.s);
    if (unit.len == 1 && unit.s[0] == 'm') {
        numerator = 4611686018427388;   /* the double nearest to 0.001, exactly: 1000m is 1.0000000000 and no integer, as in OPA */
        denominator = (uint64_t)1 << 62;
    } else {
        numerator = power(unit.len == 2 ? 1024 : 1000, n);
    }
    enum arith_status status = arith_scale(call->arena, number, numerator, denominator, 10, out);
    if (status == ARITH_NOT_INTEGER) return rego_builtin_error(call, name, "%s: could not parse amount to a number", name);
    return give_arith(call, name, status);
}

BUILTIN(parse_bytes)
{
    static const char name[] = "units.parse_bytes";
    struct str number, unit;
    if (!split_unit(call, name, in, true, &number, &unit)) return false;
    if (number.len == 0) return rego_builtin_error(call, name, "%s: no byte amount provided", name);
    size_t n = unit.len ? place(unit.s[0]) : 0;
    struct str rest = unit.len ? (struct str){unit.s + 1, unit.len - 1} : unit;
    bool binary = str_is(rest, "i") || str_is(rest, "ib"), known = unit.len == 0 || (n > 0 && (binary || rest.len == 0 || str_is(rest, "b")));
    if (!known)
        return rego_builtin_error(call, name, "%s: byte unit %.*s not recognized", name, (int)(unit.len < 100 ? unit.len : 100), unit.s);
    struct value amount = number_of_text(call, number), factor = value_int(call->arena, (int64_t)power(binary ? 1024 : 1000, n));
    if (call->arena->failed) return error_no_memory(call->err);
    if (value_is_none(amount)) return rego_builtin_error(call, name, "%s: could not parse byte amount to a number", name);
    enum arith_status status = arith_mul(call->arena, amount, factor, ARITH_PRECISION_REGO, out);
    if (status == ARITH_OK) status = arith_trunc(call->arena, *out, ARITH_PRECISION_REGO, out);
    return give_arith(call, name, status);
}

const struct rego_builtin rego_units[] = {
    {"units.parse", "string -> number", parse, REGO_PURE, NULL},
    {"units.parse_bytes", "string -> number", parse_bytes, REGO_PURE, NULL},
};
const size_t rego_units_n = COUNT_OF(rego_units);
