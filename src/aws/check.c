/* aws/check.c: parameters against the input shape, before anything is written. */
#include <stdio.h>
#include <stdlib.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"

/* Where in the parameters we are: a list from the inside out. */
struct path { const struct path *up; struct str name; size_t index; };   /* name.s NULL: an element */

struct checker { struct arena *arena; const struct aws_operation *operation; struct error *err; };

static void write_path(struct buf *out, const struct path *path)
{
    if (!path) return;
    write_path(out, path->up);
    if (path->name.s) buf_printf(out, "%s%.*s", path->up ? "." : "", (int)(path->name.len < 80 ? path->name.len : 80), path->name.s);
    else buf_printf(out, "[%zu]", path->index);
}

static bool fail(struct checker *c, const struct path *path, const char *what)
{
    struct buf text = buf_new(4096);
    write_path(&text, path);
    error_set(c->err, &AWS_PARAMETER, "%s of %s: %s", text.s ? text.s : "the parameters", c->operation->name, what);
    buf_free(&text);
    return false;
}

static bool wrong_type(struct checker *c, const struct path *path, const char *wanted, struct value v)
{
    char what[160];
    snprintf(what, sizeof what, "must be %s, not %s", wanted, value_type_name(v));
    return fail(c, path, what);
}

static bool unknown_member(struct checker *c, const struct path *path, struct value members)
{
    size_t n = value_is_object(members) ? value_len(members) : 0;
    const char **names = arena_array(c->arena, n + 1, sizeof *names);
    if (!names) return error_no_memory(c->err);
    for (size_t i = 0; i < n; i++) names[i] = value_cstr(value_pairs(members)[i].key);
    const char *nearest = str_nearest(path->name, names, n);
    fail(c, path, "there is no such parameter");
    return nearest ? error_help(c->err, "did you mean '%s'?", nearest) : false;
}

static bool check(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path, unsigned depth, struct value *out);

static bool missing(struct checker *c, const struct path *up, struct str name)
{
    struct path path = {up, name, 0};
    return fail(c, &path, "is required");
}

static bool required(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path)
{
    struct value names = value_field(shape->shape, "required");
    for (size_t i = 0; value_is_array(names) && i < value_len(names); i++) {
        struct value name = value_items(names)[i];
        if (value_is_string(name) && value_is_none(value_get_str(v, value_str(name)))) return missing(c, path, value_str(name));
    }
    return true;
}

static bool structure(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path, unsigned depth, struct value *out)
{
    if (!value_is_object(v)) return wrong_type(c, path, "an object", v);
    size_t n = 0;
    struct value_pair *pairs = arena_array(c->arena, value_len(v) + 1, sizeof *pairs);
    if (!pairs) return error_no_memory(c->err);
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!value_is_string(pair.key)) return fail(c, path, "has a key that is no string");
        struct path here = {path, value_str(pair.key), 0};
        struct aws_member member = aws_member_named(shape, here.name);
        if (member.type == AWS_NO_TYPE) return unknown_member(c, &here, aws_members(shape));
        if (value_is_null(pair.value)) continue;
        pairs[n].key = pair.key;
        if (!check(c, &member, pair.value, &here, depth + 1, &pairs[n].value)) return false;
        n++;
    }
    *out = value_object(c->arena, pairs, n);
    if (value_is_none(*out)) return error_no_memory(c->err);
    if (value_is_true(value_field(shape->shape, "union")) && n != 1) return fail(c, path, "must have exactly one member");
    return true;
}

static bool list(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path, unsigned depth, struct value *out)
{
    if (!value_is_array(v)) return wrong_type(c, path, "an array", v);
    struct aws_member element = aws_member_part(shape, "member");
    struct value *items = arena_array(c->arena, value_len(v) + 1, sizeof *items);
    if (!items) return error_no_memory(c->err);
    for (size_t i = 0; i < value_len(v); i++) {
        struct path here = {path, {NULL, 0}, i};
        items[i] = value_items(v)[i];
        if (value_is_null(items[i]) && !aws_trait_true(shape, "sparse")) return wrong_type(c, &here, "a value", items[i]);
        if (!value_is_null(items[i]) && !check(c, &element, items[i], &here, depth + 1, &items[i])) return false;
    }
    *out = value_array(c->arena, items, value_len(v));
    return !value_is_none(*out) || error_no_memory(c->err);
}

static bool map(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path, unsigned depth, struct value *out)
{
    if (!value_is_object(v)) return wrong_type(c, path, "an object", v);
    struct aws_member element = aws_member_part(shape, "value");
    struct value_pair *pairs = arena_array(c->arena, value_len(v) + 1, sizeof *pairs);
    size_t n = 0;
    if (!pairs) return error_no_memory(c->err);
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!value_is_string(pair.key)) return fail(c, path, "has a key that is no string");
        struct path here = {path, value_str(pair.key), 0};
        if (value_is_null(pair.value) && !aws_trait_true(shape, "sparse")) continue;
        if (!value_is_null(pair.value) && !check(c, &element, pair.value, &here, depth + 1, &pair.value)) return false;
        pairs[n++] = pair;
    }
    *out = value_object(c->arena, pairs, n);
    return !value_is_none(*out) || error_no_memory(c->err);
}

static bool is_float(struct value v) { return value_is_number(v) || (value_is_string(v) && aws_is_special_number(value_str(v))); }

/* Text that would end a header early, or hide something in it. */
static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.s[i] < 0x20 && s.s[i] != '\t') return true;
    return false;
}

static bool string(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path)
{
    struct str location = aws_trait_text(shape, "location", (struct str){"", 0});
    bool header = str_is(location, "header") || str_is(location, "headers");
    if (aws_trait_true(shape, "jsonvalue") && header) return true;
    if (!value_is_string(v)) return wrong_type(c, path, "a string", v);
    if (str_is(location, "uri") && value_len(v) == 0) return fail(c, path, "is part of the path and cannot be empty");
    return !header || !has_control(value_str(v)) || fail(c, path, "is a header and cannot have control characters");
}

static bool blob(struct checker *c, struct value v, const struct path *path)
{
    struct str bytes;
    bool valid;
    if (!value_is_string(v)) return wrong_type(c, path, "base64 text", v);
    if (!aws_base64_decode(c->arena, value_str(v), &bytes, &valid)) return error_no_memory(c->err);
    return valid || fail(c, path, "is not base64");
}

static bool scalar(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path)
{
    int64_t n;
    struct aws_time time;
    switch (shape->type) {
    case AWS_BOOLEAN: return value_is_bool(v) || wrong_type(c, path, "a boolean", v);
    case AWS_INTEGER: return (value_is_number(v) && value_number_to_int64(v, &n)) || wrong_type(c, path, "an integer", v);
    case AWS_FLOAT: return is_float(v) || wrong_type(c, path, "a number", v);
    case AWS_TIMESTAMP: return aws_time_from_value(v, &time) || fail(c, path, "must be a time: ISO 8601, or seconds since 1970");
    case AWS_BLOB: return blob(c, v, path);
    case AWS_STRING: return string(c, shape, v, path);
    default: return true;
    }
}

static bool check(struct checker *c, const struct aws_member *shape, struct value v, const struct path *path, unsigned depth, struct value *out)
{
    if (depth > AWS_MAX_DEPTH) return fail(c, path, "is nested too deeply");
    if (value_has_unknown(v)) return fail(c, path, "is not known");
    *out = v;
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(c, shape, v, path, depth, out) && required(c, shape, *out, path);
    case AWS_LIST: return list(c, shape, v, path, depth, out);
    case AWS_MAP: return map(c, shape, v, path, depth, out);
    case AWS_NO_TYPE: return error_set(c->err, &AWS_MODEL, "the model of '%s' lacks a shape that %s uses", c->operation->service->name, c->operation->name);
    default: return scalar(c, shape, v, path);
    }
}

/* `params` with the token where the model wants one that is not given. */
static bool fill_token(struct checker *c, const struct aws_member *input, const char *token, struct value *params)
{
    struct value members = aws_members(input);
    for (size_t i = 0; token && value_is_object(members) && i < value_len(members); i++) {
        struct value name = value_pairs(members)[i].key, given = value_get_str(*params, value_str(name));
        if (!value_is_true(value_field(value_pairs(members)[i].value, "idempotencyToken")) || !(value_is_none(given) || value_is_null(given))) continue;
        struct value text = value_cstring(c->arena, token);
        *params = value_is_none(text) ? VALUE_NONE : value_with(c->arena, *params, name, text);
        if (value_is_none(*params)) return error_no_memory(c->err);
    }
    return true;
}

bool aws_check_params(struct arena *arena, const struct aws_operation *operation, struct value params, const char *token, struct value *out, struct error *err)
{
    struct checker c = {arena, operation, err};
    struct aws_member input = aws_input(operation);
    if (value_is_none(params) || value_is_null(params)) params = value_object(arena, NULL, 0);
    if (value_is_none(params)) return error_no_memory(err);
    if (!value_is_object(params)) return fail(&c, NULL, "must be an object");
    if (input.type == AWS_NO_TYPE) {
        *out = params;
        return value_len(params) == 0 || error_set(err, &AWS_PARAMETER, "%s takes no parameters", operation->name);
    }
    return fill_token(&c, &input, token, &params) && check(&c, &input, params, NULL, 0, out);
}
