/* jmespath/functions.c: JMESPath's functions, a row each. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "jmespath/function.h"
#include "value/arith.h"
#include "value/json.h"

#define DOUBLE_BITS 53   /* JMESPath's numbers are JavaScript's and Python's */

static const struct { unsigned type; const char *name; } type_names[] = {
    {T_NUMBER, "a number"}, {T_STRING, "a string"}, {T_BOOL, "a boolean"}, {T_ARRAY, "an array"}, {T_OBJECT, "an object"}, {T_NULL, "null"},
    {T_REFERENCE, "an expression (&...)"}, {T_NUMBERS, "an array of numbers"}, {T_STRINGS, "an array of strings"},
};

static bool type_error(struct call *c, size_t argument, const char *wanted, const char *found)
{
    return error_at(c->run->err, &JMESPATH_TYPE, position_of(c->run->expression->text, c->node->at), "argument %zu of %s() must be %s, not %s", argument + 1,
                    value_cstr(c->node->value), wanted, found);
}

/* --- numbers --- */

static bool computed(struct call *c, enum arith_status status, struct value v, struct value *out)
{
    if (status == ARITH_OK) return give(c, v, out);
    if (status == ARITH_NO_MEMORY) return error_no_memory(c->run->err);
    return error_at(c->run->err, &JMESPATH_VALUE, position_of(c->run->expression->text, c->node->at), "%s(): %s", value_cstr(c->node->value), arith_status_text(status));
}

static bool fn_abs(struct call *c, struct value *out)
{
    struct value v = VALUE_NONE;
    return computed(c, arith_abs(arena_of(c), arg(c, 0), DOUBLE_BITS, &v), v, out);
}

static bool fn_ceil(struct call *c, struct value *out)
{
    struct value v = VALUE_NONE;
    return computed(c, arith_ceil(arena_of(c), arg(c, 0), DOUBLE_BITS, &v), v, out);
}

static bool fn_floor(struct call *c, struct value *out)
{
    struct value v = VALUE_NONE;
    return computed(c, arith_floor(arena_of(c), arg(c, 0), DOUBLE_BITS, &v), v, out);
}

static bool fn_sum(struct call *c, struct value *out)
{
    struct value v = VALUE_NONE;
    return computed(c, arith_sum(arena_of(c), value_items(arg(c, 0)), value_len(arg(c, 0)), DOUBLE_BITS, &v), v, out);
}

static bool fn_avg(struct call *c, struct value *out)
{
    struct value v = VALUE_NONE;
    size_t n = value_len(arg(c, 0));
    if (!n) return give(c, VALUE_NULL_, out);
    enum arith_status status = arith_sum(arena_of(c), value_items(arg(c, 0)), n, DOUBLE_BITS, &v);
    if (status == ARITH_OK) status = arith_div(arena_of(c), v, value_small((int64_t)n), DOUBLE_BITS, &v);
    return computed(c, status, v, out);
}

/* --- strings --- */

static bool fn_starts_with(struct call *c, struct value *out) { return give(c, value_bool(str_has_prefix(value_str(arg(c, 0)), value_str(arg(c, 1)))), out); }
static bool fn_ends_with(struct call *c, struct value *out) { return give(c, value_bool(str_has_suffix(value_str(arg(c, 0)), value_str(arg(c, 1)))), out); }

static bool fn_join(struct call *c, struct value *out)
{
    struct buf text = buf_new(VALUE_MAX_LEN);
    for (size_t i = 0; i < value_len(arg(c, 1)); i++) {
        if (i) buf_add_str(&text, value_str(arg(c, 0)));
        buf_add_str(&text, value_str(value_items(arg(c, 1))[i]));
    }
    struct value v = text.failed ? VALUE_NONE : value_string(arena_of(c), (struct str){text.s ? text.s : "", text.len});
    buf_free(&text);
    return give(c, v, out);
}

static bool fn_to_string(struct call *c, struct value *out)
{
    if (value_is_string(arg(c, 0))) return give(c, arg(c, 0), out);
    struct buf text = buf_new(VALUE_MAX_LEN);
    json_write(&text, arg(c, 0), 0);
    struct value v = text.failed ? VALUE_NONE : value_string(arena_of(c), (struct str){text.s, text.len});
    buf_free(&text);
    return give(c, v, out);
}

static bool fn_to_number(struct call *c, struct value *out)
{
    struct value v = arg(c, 0);
    struct error inner = {0};
    struct json_options options = {.refuse_extreme = true};
    if (value_is_number(v)) return give(c, v, out);
    if (!value_is_string(v)) return give(c, VALUE_NULL_, out);
    if (json_read(arena_of(c), value_str(v), &options, &v, NULL, &inner)) return give(c, value_is_number(v) ? v : VALUE_NULL_, out);
    return inner.code == &ERROR_NO_MEMORY ? error_no_memory(c->run->err) : give(c, VALUE_NULL_, out);
}

static bool fn_type(struct call *c, struct value *out) { return give(c, value_cstring(arena_of(c), value_type_name(arg(c, 0))), out); }

/* --- collections --- */

static bool fn_length(struct call *c, struct value *out)
{
    struct value v = arg(c, 0);
    return give(c, value_small((int64_t)(value_is_string(v) ? utf8_count(value_str(v)) : value_len(v))), out);
}

static bool fn_contains(struct call *c, struct value *out)
{
    struct value in = arg(c, 0), wanted = arg(c, 1);
    bool found = false;
    if (value_is_string(in)) found = value_is_string(wanted) && str_find(value_str(in), value_str(wanted), 0) != SIZE_MAX;
    else for (size_t i = 0; i < value_len(in) && !found; i++) found = value_equal(value_items(in)[i], wanted);
    return give(c, value_bool(found), out);
}

static bool members(struct call *c, bool keys, struct value *out)
{
    size_t n = value_len(arg(c, 0));
    struct value *items = arena_array(arena_of(c), n ? n : 1, sizeof *items);
    for (size_t i = 0; items && i < n; i++) items[i] = keys ? value_pairs(arg(c, 0))[i].key : value_pairs(arg(c, 0))[i].value;
    return give(c, items ? value_array(arena_of(c), items, n) : VALUE_NONE, out);
}

static bool fn_keys(struct call *c, struct value *out) { return members(c, true, out); }
static bool fn_values(struct call *c, struct value *out) { return members(c, false, out); }

static bool fn_merge(struct call *c, struct value *out)
{
    struct value merged = arg(c, 0);
    for (size_t i = 1; i < c->n; i++)
        for (size_t k = 0; k < value_len(arg(c, i)) && !value_is_none(merged); k++)
            merged = value_with(arena_of(c), merged, value_pairs(arg(c, i))[k].key, value_pairs(arg(c, i))[k].value);
    return give(c, merged, out);
}

static bool fn_not_null(struct call *c, struct value *out)
{
    for (size_t i = 0; i < c->n; i++)
        if (!value_is_null(arg(c, i))) return give(c, arg(c, i), out);
    return give(c, VALUE_NULL_, out);
}

static bool fn_to_array(struct call *c, struct value *out)
{
    struct value v = arg(c, 0);
    return give(c, value_is_array(v) ? v : value_array(arena_of(c), &v, 1), out);
}

static bool reversed_string(struct call *c, struct str s, struct value *out)
{
    char *bytes = arena_alloc(arena_of(c), s.len + 1);
    size_t at = s.len, n;
    for (size_t i = 0; bytes && i < s.len; i += n) {
        utf8_decode(s.s + i, s.len - i, &n);
        memcpy(bytes + (at -= n), s.s + i, n);
    }
    return give(c, bytes ? value_string(arena_of(c), (struct str){bytes, s.len}) : VALUE_NONE, out);
}

static bool fn_reverse(struct call *c, struct value *out)
{
    struct value v = arg(c, 0);
    if (value_is_string(v)) return reversed_string(c, value_str(v), out);
    size_t n = value_len(v);
    struct value *items = arena_array(arena_of(c), n ? n : 1, sizeof *items);
    for (size_t i = 0; items && i < n; i++) items[i] = value_items(v)[n - 1 - i];
    return give(c, items ? value_array(arena_of(c), items, n) : VALUE_NONE, out);
}

static bool fn_map(struct call *c, struct value *out)
{
    size_t n = value_len(arg(c, 1));
    struct value *items = arena_array(arena_of(c), n ? n : 1, sizeof *items);
    if (!items) return error_no_memory(c->run->err);
    for (size_t i = 0; i < n; i++)
        if (!jmespath_eval(c->run, c->args[0].reference, value_items(arg(c, 1))[i], &items[i])) return false;
    return give(c, value_array(arena_of(c), items, n), out);
}

/* --- order --- */

struct keyed { struct value key, item; size_t at; };

static int keyed_compare(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = value_compare(x->key, y->key);
    return order ? order : (x->at > y->at) - (x->at < y->at);   /* as they came */
}

/* The elements of argument 0 with their keys: themselves, or what the expression of argument 1 gives, which must be all numbers or all strings.
 * *unknown: VALUE_NONE, or what the keys' unknowns make of the answer. */
static bool keys_of(struct call *c, struct keyed **out, struct value *unknown)
{
    struct value list = arg(c, 0);
    size_t n = value_len(list);
    struct keyed *keyed = arena_array(arena_of(c), n ? n : 1, sizeof *keyed);
    *unknown = VALUE_NONE;
    if (!keyed) return error_no_memory(c->run->err);
    for (size_t i = 0; i < n; i++) {
        keyed[i] = (struct keyed){value_items(list)[i], value_items(list)[i], i};
        if (c->n < 2) continue;
        if (!jmespath_eval(c->run, c->args[1].reference, keyed[i].item, &keyed[i].key)) return false;
        struct value key = keyed[i].key;
        if (value_is_unknown(key)) return give(c, jmespath_unknown(c->run, &key, 1), unknown);
        if (!value_is_number(key) && !value_is_string(key)) return type_error(c, 1, "an expression that gives numbers or strings", value_type_name(key));
        if (value_type(key) != value_type(keyed[0].key)) return type_error(c, 1, "an expression that gives numbers only or strings only", "both");
    }
    *out = keyed;
    return true;
}

static bool fn_sort(struct call *c, struct value *out)
{
    struct keyed *keyed;
    struct value unknown;
    size_t n = value_len(arg(c, 0));
    struct value *items = arena_array(arena_of(c), n ? n : 1, sizeof *items);
    if (!items) return error_no_memory(c->run->err);
    if (!keys_of(c, &keyed, &unknown)) return false;
    if (!value_is_none(unknown)) return give(c, unknown, out);
    qsort(keyed, n, sizeof *keyed, keyed_compare);
    for (size_t i = 0; i < n; i++) items[i] = keyed[i].item;
    return give(c, value_array(arena_of(c), items, n), out);
}

/* The first of the greatest (sign 1) or least (sign -1). */
static bool extreme(struct call *c, int sign, struct value *out)
{
    struct keyed *keyed;
    struct value unknown;
    if (!keys_of(c, &keyed, &unknown)) return false;
    if (!value_is_none(unknown)) return give(c, unknown, out);
    size_t n = value_len(arg(c, 0)), best = 0;
    for (size_t i = 1; i < n; i++)
        if (value_compare(keyed[i].key, keyed[best].key) * sign > 0) best = i;
    return give(c, n ? keyed[best].item : VALUE_NULL_, out);
}

static bool fn_max(struct call *c, struct value *out) { return extreme(c, 1, out); }
static bool fn_min(struct call *c, struct value *out) { return extreme(c, -1, out); }

static const struct jmespath_function functions[] = {
    {"abs", {T_NUMBER}, false, false, fn_abs},
    {"avg", {T_NUMBERS}, false, true, fn_avg},
    {"ceil", {T_NUMBER}, false, false, fn_ceil},
    {"contains", {T_STRING | T_ARRAY, T_ANY}, false, true, fn_contains},
    {"ends_with", {T_STRING, T_STRING}, false, false, fn_ends_with},
    {"floor", {T_NUMBER}, false, false, fn_floor},
    {"join", {T_STRING, T_STRINGS}, false, true, fn_join},
    {"keys", {T_OBJECT}, false, false, fn_keys},
    {"length", {T_STRING | T_ARRAY | T_OBJECT}, false, false, fn_length},
    {"map", {T_REFERENCE, T_ARRAY}, false, false, fn_map},
    {"max", {T_NUMBERS | T_STRINGS}, false, true, fn_max},
    {"max_by", {T_ARRAY, T_REFERENCE}, false, false, fn_max},
    {"merge", {T_OBJECT}, true, false, fn_merge},
    {"min", {T_NUMBERS | T_STRINGS}, false, true, fn_min},
    {"min_by", {T_ARRAY, T_REFERENCE}, false, false, fn_min},
    {"not_null", {T_ANY}, true, false, fn_not_null},
    {"reverse", {T_ARRAY | T_STRING}, false, false, fn_reverse},
    {"sort", {T_NUMBERS | T_STRINGS}, false, true, fn_sort},
    {"sort_by", {T_ARRAY, T_REFERENCE}, false, false, fn_sort},
    {"starts_with", {T_STRING, T_STRING}, false, false, fn_starts_with},
    {"sum", {T_NUMBERS}, false, true, fn_sum},
    {"to_array", {T_ANY}, false, false, fn_to_array},
    {"to_number", {T_ANY}, false, false, fn_to_number},
    {"to_string", {T_ANY}, false, true, fn_to_string},
    {"type", {T_ANY}, false, false, fn_type},
    {"values", {T_OBJECT}, false, false, fn_values},
};

const struct jmespath_function *jmespath_function_find(struct str name, bool content)
{
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (str_is(name, functions[i].name)) return &functions[i];
    for (size_t i = 0; content && i < jmespath_n_content_functions; i++)
        if (str_is(name, jmespath_content_functions[i].name)) return &jmespath_content_functions[i];
    return NULL;
}

const char *jmespath_function_nearest(struct str name, bool content)
{
    const char *names[COUNT_OF(functions) + 32];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(functions); i++) names[n++] = functions[i].name;
    for (size_t i = 0; content && i < jmespath_n_content_functions && n < COUNT_OF(names); i++) names[n++] = jmespath_content_functions[i].name;
    return str_nearest(name, names, n);
}

bool jmespath_function_takes(const struct jmespath_function *f, size_t n, char *text, size_t room)
{
    size_t least = f->types[1] ? 2 : 1;
    snprintf(text, room, "%s%zu argument%s", f->open ? "at least " : "", least, least > 1 ? "s" : "");
    return f->open ? n >= least : n == least;
}

/* --- the types of arguments --- */

static bool all_are(struct value array, unsigned type)
{
    for (size_t i = 0; i < value_len(array); i++) {
        struct value v = value_items(array)[i];
        if (!value_is_unknown(v) && !(type == T_NUMBERS ? value_is_number(v) : value_is_string(v))) return false;
    }
    return true;
}

static bool fits(const struct jmespath_argument *argument, unsigned types)
{
    struct value v = argument->value;
    if (argument->reference) return (types & T_REFERENCE) != 0;
    switch ((int)value_type(v)) {
    case VALUE_NULL: return (types & T_NULL) != 0;
    case VALUE_BOOL: return (types & T_BOOL) != 0;
    case VALUE_NUMBER: return (types & T_NUMBER) != 0;
    case VALUE_STRING: return (types & T_STRING) != 0;
    case VALUE_OBJECT: return (types & T_OBJECT) != 0;
    case VALUE_ARRAY: return (types & T_ARRAY) != 0 || ((types & T_NUMBERS) && all_are(v, T_NUMBERS)) || ((types & T_STRINGS) && all_are(v, T_STRINGS));
    default: return (types & ~(unsigned)T_REFERENCE) != 0;   /* unknown: of any type but no expression */
    }
}

static bool wrong_type(struct call *c, size_t i, unsigned types)
{
    char wanted[160] = "";
    size_t at = 0;
    for (size_t k = 0; k < COUNT_OF(type_names); k++)
        if (types & type_names[k].type) at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s%s", at ? " or " : "", type_names[k].name);
    bool mixed = !c->args[i].reference && value_is_array(c->args[i].value) && (types & (T_NUMBERS | T_STRINGS));
    return type_error(c, i, wanted, c->args[i].reference ? "an expression" : mixed ? "an array of something else" : value_type_name(c->args[i].value));
}

bool jmespath_function_call(struct jmespath_run *run, const struct jmespath_node *node, const struct jmespath_argument *arguments, struct value *out)
{
    const struct jmespath_function *f = node->function;
    struct call c = {run, node, arguments, node->n};
    for (size_t i = 0; i < c.n; i++) {
        unsigned types = f->types[i < MAX_ARGUMENTS && f->types[i] ? i : 0];
        if (!fits(&arguments[i], types)) return wrong_type(&c, i, types);
    }
    if (f->call == fn_not_null) return f->call(&c, out);   /* the first that may be the answer decides */
    bool unknown = false;
    struct value *all = arena_array(run->arena, c.n, sizeof *all);
    if (!all) return error_no_memory(run->err);
    for (size_t i = 0; i < c.n; i++) {
        all[i] = arguments[i].value;
        unknown |= f->deep ? value_has_unknown(all[i]) : value_is_unknown(all[i]);
    }
    return unknown ? give(&c, jmespath_unknown(run, all, c.n), out) : f->call(&c, out);
}
