/* aws/read_json.c: JSON → values of a shape. */
#include <strings.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "value/json.h"

bool aws_body_json(struct aws_reader *r, struct str body, struct value *out)
{
    struct error inner = {0};
    *out = VALUE_NONE;
    if (str_trim(body).len == 0) return true;
    if (json_read(r->arena, body, NULL, out, NULL, &inner)) return true;
    if (inner.code == &ERROR_NO_MEMORY) return error_no_memory(r->err);
    return aws_bad_answer(r, "its JSON cannot be read: %s at line %u, column %u", inner.message, inner.at.line, inner.at.column);
}

static bool give(struct aws_reader *r, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || error_no_memory(r->err);
}

static bool wrong(struct aws_reader *r, const char *wanted, struct value json) { return aws_bad_answer(r, "%s stands where the model has %s", value_type_name(json), wanted); }

static bool is_union(const struct aws_member *shape) { return value_is_true(value_field(shape->shape, "union")); }

static bool unknown_member(struct aws_reader *r, struct str name, aws_fields *fields)
{
    aws_fields inner = {0};
    return aws_field_add(r, &inner, STR("name"), value_string(r->arena, name)) && aws_field_add(r, fields, STR("SDK_UNKNOWN_MEMBER"), value_object(r->arena, inner.items, inner.len));
}

/* A union whose members are all unknown to the model: the first that has a value. */
static bool newer_union(struct aws_reader *r, struct value json, aws_fields *fields)
{
    for (size_t i = 0; i < value_len(json); i++) {
        struct value_pair pair = value_pairs(json)[i];
        if (value_is_null(pair.value) || str_is(value_str(pair.key), "__type")) continue;
        return unknown_member(r, value_str(pair.key), fields);
    }
    return true;
}

static bool structure(struct aws_reader *r, const struct aws_member *shape, struct value json, unsigned depth, struct value *out)
{
    struct value members = aws_members(shape);
    aws_fields fields = {0};
    if (!value_is_object(json)) return wrong(r, "an object", json);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct str key = value_str(value_pairs(members)[i].key);
        struct aws_member member = aws_member(shape->service, value_pairs(members)[i].value);
        struct str location = aws_trait_text(&member, "location", (struct str){"", 0});
        if (r->operation->service->protocol == AWS_REST_JSON && (str_has_prefix(location, STR("header")) || str_is(location, "statusCode"))) continue;
        struct value v = value_get_str(json, aws_wire_name(&member, key));
        if (value_is_none(v) || value_is_null(v)) continue;
        if (!aws_read_json(r, &member, v, depth + 1, &v) || !aws_field_add(r, &fields, key, v)) return false;
    }
    if (is_union(shape) && !fields.len && !newer_union(r, json, &fields)) return false;
    return give(r, value_object(r->arena, fields.items, fields.len), out);
}

static bool list(struct aws_reader *r, const struct aws_member *shape, struct value json, unsigned depth, struct value *out)
{
    struct aws_member element = aws_member_part(shape, "member");
    if (!value_is_array(json)) return wrong(r, "an array", json);
    struct value *items = arena_array(r->arena, value_len(json) + 1, sizeof *items);
    if (!items) return error_no_memory(r->err);
    for (size_t i = 0; i < value_len(json); i++)
        if (!aws_read_json(r, &element, value_items(json)[i], depth + 1, &items[i])) return false;
    return give(r, value_array(r->arena, items, value_len(json)), out);
}

static bool map(struct aws_reader *r, const struct aws_member *shape, struct value json, unsigned depth, struct value *out)
{
    struct aws_member element = aws_member_part(shape, "value");
    aws_fields fields = {0};
    if (!value_is_object(json)) return wrong(r, "an object", json);
    for (size_t i = 0; i < value_len(json); i++) {
        struct value v = value_pairs(json)[i].value;
        if (value_is_null(v) && !aws_trait_true(shape, "sparse")) continue;
        if (!aws_read_json(r, &element, v, depth + 1, &v) || !aws_field_add(r, &fields, value_str(value_pairs(json)[i].key), v)) return false;
    }
    return give(r, value_object(r->arena, fields.items, fields.len), out);
}

static bool number(struct aws_reader *r, bool integer, struct value json, struct value *out)
{
    if (value_is_number(json) && (!integer || value_number_is_integer(json))) return give(r, json, out);
    if (value_is_string(json)) return aws_read_scalar(r, &(struct aws_member){.type = integer ? AWS_INTEGER : AWS_FLOAT}, value_str(json), STR("a number"), out);
    return wrong(r, integer ? "an integer" : "a number", json);
}

static bool boolean(struct aws_reader *r, struct value json, struct value *out)
{
    if (value_is_bool(json)) return give(r, json, out);
    return value_is_string(json) ? give(r, value_bool(strcasecmp(value_cstr(json), "true") == 0), out) : wrong(r, "a boolean", json);
}

static bool timestamp(struct aws_reader *r, struct value json, struct value *out)
{
    struct aws_time time;
    if (aws_time_from_value(json, &time)) return give(r, aws_time_value(r->arena, time), out);
    return wrong(r, "a time", json);
}

bool aws_read_json(struct aws_reader *r, const struct aws_member *shape, struct value json, unsigned depth, struct value *out)
{
    if (depth > AWS_MAX_DEPTH) return aws_bad_answer(r, "it is nested too deeply");
    if (value_is_null(json) && shape->type != AWS_DOCUMENT) return depth ? give(r, json, out) : wrong(r, "an object", json);
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(r, shape, json, depth, out);
    case AWS_LIST: return list(r, shape, json, depth, out);
    case AWS_MAP: return map(r, shape, json, depth, out);
    case AWS_INTEGER: return number(r, true, json, out);
    case AWS_FLOAT: return number(r, false, json, out);
    case AWS_BOOLEAN: return boolean(r, json, out);
    case AWS_TIMESTAMP: return timestamp(r, json, out);
    case AWS_BLOB: return value_is_string(json) ? aws_read_scalar(r, shape, value_str(json), STR("a blob"), out) : wrong(r, "base64 text", json);
    case AWS_NO_TYPE: return error_set(r->err, &AWS_MODEL, "the model of '%s' lacks a shape that %s uses", r->operation->service->name, r->operation->name);
    default: return give(r, json, out);
    }
}
