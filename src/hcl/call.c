/* hcl/call.c: from a function's name and arguments to its result, by the row. */
#include <stdio.h>

#include "hcl/functions/function.h"

bool hcl_function_error(struct hcl_call *call, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_set(call->err, &HCL_ERR_FUNCTION, "%s: %s", call->function->name, text);
}

bool hcl_function_result(struct hcl_call *call, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || error_no_memory(call->err);
}

const struct hcl_function *hcl_function_find(const struct hcl_function *const *tables, struct str name)
{
    if (str_has_prefix(name, STR("core::"))) name = (struct str){name.s + 6, name.len - 6};
    for (; tables && *tables; tables++)
        for (const struct hcl_function *row = *tables; row->name; row++)
            if (row->name[0] == name.s[0] && str_is(name, row->name)) return row;
    return NULL;
}

struct parameter { char letter; bool nullable, variadic, optional; };

/* The parameter at *cursor, which moves behind it; a variadic one stays. False at the end. */
static bool next_parameter(const char **cursor, bool *optional, struct parameter *out)
{
    const char *c = *cursor;
    if (*c == '|') {
        *optional = true;
        c++;
    }
    if (!*c) return false;
    *out = (struct parameter){.letter = *c++, .optional = *optional};
    if (*c == '?') {
        out->nullable = true;
        c++;
    }
    if (*c == '*') out->variadic = true;
    else *cursor = c;
    return true;
}

static bool wrong_type(struct hcl_call *call, size_t i, const char *wanted, struct value got)
{
    return error_set(call->err, &HCL_ERR_CALL, "%s: argument %zu: %s required, found %s", call->function->name, i + 1, wanted, hcl_type_name(got));
}

static const struct hcl_type list_of_strings = {.kind = HCL_TYPE_LIST, .element = &hcl_type_string};

static bool as_array(struct hcl_call *call, struct value v, struct value *out)
{
    return hcl_function_result(call, value_is_array(v) ? v : value_array(call->arena, value_items(v), value_len(v)), out);
}

static bool convert_argument(struct hcl_call *call, size_t i, struct parameter p, struct value v, struct value *out)
{
    struct error own = {0};
    bool ok = true;
    *out = v;
    if (value_is_unknown(v) || p.letter == 'a') return true;
    if (p.letter == 's') ok = hcl_to_string(call->arena, v, out, &own);
    else if (p.letter == 'n') ok = hcl_to_number(call->arena, v, out, &own);
    else if (p.letter == 'b') ok = hcl_to_bool(call->arena, v, out, &own);
    else if (p.letter == 'm') return value_is_object(v) || wrong_type(call, i, "a map or object", v);
    else if (!hcl_is_sequence(v)) return wrong_type(call, i, "a list", v);
    else if (p.letter == 'l') return as_array(call, v, out);
    else if (p.letter == 'L') ok = hcl_convert(call->arena, v, &list_of_strings, out, &own);
    if (ok) return true;
    return error_set(call->err, &HCL_ERR_CALL, "%s: argument %zu: %s", call->function->name, i + 1, own.message);
}

static bool bad_count(struct hcl_call *call, size_t n)
{
    size_t least = 0, most = 0;
    bool optional = false;
    struct parameter p = {0};
    for (const char *c = call->function->params; next_parameter(&c, &optional, &p) && !p.variadic; most++)
        if (!p.optional) least++;
    if (n < least) return error_set(call->err, &HCL_ERR_CALL, "%s: not enough arguments: %zu needed, found %zu", call->function->name, least, n);
    return error_set(call->err, &HCL_ERR_CALL, "%s: too many arguments: takes %zu, found %zu", call->function->name, most, n);
}

static bool prepare(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    const char *cursor = call->function->params;
    bool optional = false;
    struct parameter p = {0};
    size_t i = 0;
    for (; i < n; i++) {
        if (!next_parameter(&cursor, &optional, &p)) return bad_count(call, n);
        if (value_is_null(args[i]) && !p.nullable)
            return error_set(call->err, &HCL_ERR_CALL, "%s: argument %zu must not be null", call->function->name, i + 1);
        if (value_is_null(args[i])) out[i] = args[i];
        else if (!convert_argument(call, i, p, args[i], &out[i])) return false;
    }
    if (next_parameter(&cursor, &optional, &p) && !p.optional && !p.variadic) return bad_count(call, n);
    return true;
}

bool hcl_function_call(struct arena *arena, const struct hcl_scope *scope, const struct hcl_function *function, const struct value *args, size_t n,
                       struct value *out, struct error *err)
{
    struct error own = {0};
    struct hcl_call call = {arena, scope, function, err ? err : &own};
    *out = VALUE_NONE;
    struct value *prepared = arena_array(arena, n, sizeof *prepared);
    if (!prepared) return error_no_memory(err);
    if (!prepare(&call, args, n, prepared)) return false;
    bool unknown = (function->flags & HCL_FN_IMPURE) != 0;
    for (size_t i = 0; i < n && !unknown; i++) {
        if (function->flags & HCL_FN_UNKNOWN) continue;
        unknown = function->flags & HCL_FN_SHALLOW ? value_is_unknown(prepared[i]) : value_has_unknown(prepared[i]);
    }
    if (unknown || !function->fn) return hcl_function_result(&call, hcl_unknown_of(arena, prepared, n), out);
    if (!function->fn(&call, prepared, n, out)) return arena->failed ? error_no_memory(err) : false;
    if (value_is_string(*out)) *out = hcl_string(arena, value_str(*out));
    return !value_is_none(*out) || error_no_memory(err);
}

bool hcl_call_function(struct arena *arena, const struct hcl_scope *scope, struct str name, const struct value *args, size_t n, struct value *out, struct error *err)
{
    const struct hcl_function *function = hcl_function_find(scope->functions, name);
    if (!function) return error_set(err, &HCL_ERR_CALL, "there is no function named '%.*s'", (int)name.len, name.s);
    if (!(function->flags & HCL_FN_LAZY)) return hcl_function_call(arena, scope, function, args, n, out, err);
    if (n == 0) return error_set(err, &HCL_ERR_CALL, "%s: at least one argument is needed", function->name);
    *out = str_is(name, "can") ? VALUE_TRUE : args[0];   /* arguments that are values have not failed */
    return true;
}
