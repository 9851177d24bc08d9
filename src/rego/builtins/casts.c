/* rego/builtins/casts.c: to_number, format_int, cast_*. */
#include "rego/builtins/families.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "rego/builtins/common.h"

struct value number_of_text(struct rego_call *call, struct str s)
{
    char *text = arena_alloc(call->arena, s.len + 3), *p = text;
    size_t i = 0;
    bool digits = false;
    if (!text || s.len == 0) return VALUE_NONE;
    if (s.s[0] == '-' || s.s[0] == '+') {
        if (s.s[0] == '-') *p++ = '-';
        i++;
    }
    if (i + 1 < s.len && s.s[i] == '0' && (s.s[i + 1] | 32) == 'x') {   /* hexadecimal floating point needs its exponent */
        char *end, *copy = arena_strndup(call->arena, s.s, s.len);
        struct value v = VALUE_NONE;
        if (!copy || !strpbrk(copy, "pP")) return VALUE_NONE;
        double d = strtod(copy, &end);
        if (*end || arith_from_double(call->arena, d, &v) != ARITH_OK) return VALUE_NONE;
        return v;
    }
    while (i + 1 < s.len && s.s[i] == '0' && s.s[i + 1] >= '0' && s.s[i + 1] <= '9') i++;
    for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++) digits = true, *p++ = s.s[i];
    if (!digits) *p++ = '0';
    if (i < s.len && s.s[i] == '.') {
        char *point = p;
        i++;
        *p++ = '.';
        for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++) digits = true, *p++ = s.s[i];
        if (p == point + 1) p = point;
    }
    if (!digits) return VALUE_NONE;
    if (i < s.len && (s.s[i] | 32) == 'e') {
        bool exponent = false;
        *p++ = s.s[i++];
        if (i < s.len && (s.s[i] == '-' || s.s[i] == '+')) *p++ = s.s[i++];
        for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9'; i++) exponent = true, *p++ = s.s[i];
        if (!exponent) return VALUE_NONE;
    }
    *p = '\0';
    if (i != s.len) return VALUE_NONE;
    if (value_number_is_extreme((struct str){text, (size_t)(p - text)})) return VALUE_NONE;
    return value_number(call->arena, (struct str){text, (size_t)(p - text)});
}

static bool is_special(struct str s)
{
    while (s.len > 0 && (*s.s == '+' || *s.s == '-')) s.s++, s.len--;
    return (s.len == 3 && (!strncasecmp(s.s, "inf", 3) || !strncasecmp(s.s, "nan", 3))) || (s.len == 8 && !strncasecmp(s.s, "infinity", 8));
}

BUILTIN(to_number)
{
    switch (value_type(in[0])) {
    case VALUE_NULL: return give_int(call, 0, out);
    case VALUE_BOOL: return give_int(call, value_is_true(in[0]), out);
    case VALUE_NUMBER: return give(call, in[0], out);
    case VALUE_STRING: {
        struct str s = value_str(in[0]);
        if (is_special(s)) return operand_type(call, "to_number", 1, in[0], "valid number string");
        *out = number_of_text(call, s);
        if (!value_is_none(*out) && isfinite(value_number_to_double(*out))) return true;
        if (call->arena->failed) return error_no_memory(call->err);
        return rego_builtin_error(call, "to_number", "strconv.ParseFloat: parsing \"%.*s\": invalid syntax", (int)(s.len < 200 ? s.len : 200), s.s);
    }
    case VALUE_ARRAY:
    case VALUE_OBJECT:
    case VALUE_SET:
    case VALUE_UNKNOWN:
    case VALUE_UNDEFINED: break;
    }
    return operand_type(call, "to_number", 1, in[0], "one of {null, boolean, number, string}");
}

BUILTIN(format_int)
{
    if (!want_number(call, "format_int", in, 1) || !want_number(call, "format_int", in, 2)) return false;
    int64_t base = value_is_small_int(in[1]) ? value_small_int(in[1]) : 0;
    if (base != 2 && base != 8 && base != 10 && base != 16) return operand_text(call, "format_int", 2, "must be one of {2, 8, 10, 16}");
    struct str text;
    enum arith_status status = arith_format_int(call->arena, in[0], (int)base, &text);
    return give_arith(call, "format_int", status) && give_str(call, text, out);
}

static bool is_list(struct rego_call *call, const char *name, const struct value *in)
{
    return value_is_array(in[0]) || value_is_set(in[0]) || operand_type(call, name, 1, in[0], "one of {array, set}");
}

BUILTIN(cast_array)
{
    return is_list(call, "cast_array", in) && give(call, value_array(call->arena, value_items(in[0]), value_len(in[0])), out);
}

BUILTIN(cast_set)
{
    return is_list(call, "cast_set", in) && give(call, value_set(call->arena, value_items(in[0]), value_len(in[0])), out);
}

static bool same(struct rego_call *call, const char *name, const struct value *in, enum value_type type, const char *wanted, struct value *out)
{
    *out = in[0];
    return value_type(in[0]) == type || operand_type(call, name, 1, in[0], wanted);
}

BUILTIN(cast_boolean) { return same(call, "cast_boolean", in, VALUE_BOOL, "boolean", out); }
BUILTIN(cast_null) { return same(call, "cast_null", in, VALUE_NULL, "null", out); }
BUILTIN(cast_object) { return same(call, "cast_object", in, VALUE_OBJECT, "object", out); }
BUILTIN(cast_string) { return same(call, "cast_string", in, VALUE_STRING, "string", out); }

const struct rego_builtin rego_casts[] = {
    {"cast_array", "any -> array[any]", cast_array, REGO_PURE, NULL},
    {"cast_boolean", "any -> boolean", cast_boolean, REGO_PURE, NULL},
    {"cast_null", "any -> null", cast_null, REGO_PURE, NULL},
    {"cast_object", "any -> object[any: any]", cast_object, REGO_PURE, NULL},
    {"cast_set", "any -> set[any]", cast_set, REGO_PURE, NULL},
    {"cast_string", "any -> string", cast_string, REGO_PURE, NULL},
    {"format_int", "number, number -> string", format_int, REGO_PURE, NULL},
    {"to_number", "any<null, boolean, number, string> -> number", to_number, REGO_PURE, NULL},
};
const size_t rego_casts_n = COUNT_OF(rego_casts);
