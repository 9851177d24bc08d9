/* aws/read_xml.c: elements → values of a shape. */
#include <stdio.h>
#include <strings.h>

#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "aws/xml.h"
#include "base/utf8.h"

bool aws_body_xml(struct aws_reader *r, struct str body, const struct xml_node **out)
{
    const char *bad;
    *out = NULL;
    if (str_trim(body).len == 0) return true;
    if (xml_read(r->arena, body, out, &bad)) return strcasecmp((*out)->name.s, "html") != 0 || aws_bad_answer(r, "it is a web page");
    return bad ? aws_bad_answer(r, "its XML cannot be read: %s", bad) : error_no_memory(r->err);
}

/* --- scalars --- */

static bool wrong(struct aws_reader *r, const char *wanted, struct str text, struct str what)
{
    return aws_bad_answer(r, "%.*s is '%.*s', which is no %s", (int)(what.len < 80 ? what.len : 80), what.s, (int)(text.len < 60 ? text.len : 60), text.s, wanted);
}

static bool give(struct aws_reader *r, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || error_no_memory(r->err);
}

static bool number(struct aws_reader *r, bool integer, struct str text, struct str what, struct value *out)
{
    *out = aws_number_from_text(r->arena, text, integer);
    if (!value_is_none(*out)) return true;
    return r->arena->failed ? error_no_memory(r->err) : wrong(r, integer ? "integer" : "number", text, what);
}

static bool blob(struct aws_reader *r, struct str text, struct str what, struct value *out)
{
    struct str bytes;
    bool valid;
    if (!aws_base64_decode(r->arena, text, &bytes, &valid)) return error_no_memory(r->err);
    if (!valid) return wrong(r, "base64", text, what);
    char *clean = aws_base64(r->arena, bytes);
    return clean ? give(r, value_cstring(r->arena, clean), out) : error_no_memory(r->err);
}

bool aws_read_scalar(struct aws_reader *r, const struct aws_member *shape, struct str text, struct str what, struct value *out)
{
    struct aws_time time;
    if (!utf8_is_valid(text)) return aws_bad_answer(r, "%.*s is not UTF-8", (int)(what.len < 80 ? what.len : 80), what.s);
    switch (shape->type) {
    case AWS_BOOLEAN: return give(r, value_bool(text.len == 4 && strncasecmp(text.s, "true", 4) == 0), out);
    case AWS_INTEGER: return number(r, true, text, what, out);
    case AWS_FLOAT: return number(r, false, text, what, out);
    case AWS_TIMESTAMP: return aws_time_from_text(text, &time) ? give(r, aws_time_value(r->arena, time), out) : wrong(r, "time", text, what);
    case AWS_BLOB: return blob(r, text, what, out);
    default: return give(r, value_string(r->arena, text), out);
    }
}

/* --- containers --- */

static const struct xml_node *next_named(const struct xml_node *node, struct str name)
{
    while (node && !str_eq(node->name, name)) node = node->next;
    return node;
}

typedef VEC(struct value) values;

static bool list_of(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *first, struct str name, struct value *out)
{
    struct aws_member element = aws_member_part(shape, "member");
    values list = {0};
    for (const struct xml_node *node = first; node; node = node->next) {
        if (name.s && !str_eq(node->name, name)) continue;
        struct value v;
        if (!aws_read_xml(r, &element, node, &v)) return false;
        struct value *slot = vec_push(r->arena, &list);
        if (!slot) return error_no_memory(r->err);
        *slot = v;
    }
    return give(r, value_array(r->arena, list.items, list.len), out);
}

static bool map_of(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *first, struct str name, struct value *out)
{
    struct aws_member key = aws_member_part(shape, "key"), value = aws_member_part(shape, "value");
    struct str key_name = aws_wire_name(&key, STR("key")), value_name = aws_wire_name(&value, STR("value"));
    aws_fields fields = {0};
    for (const struct xml_node *entry = first; entry; entry = entry->next) {
        if (name.s && !str_eq(entry->name, name)) continue;
        const struct xml_node *k = xml_child(entry, key_name), *v = xml_child(entry, value_name);
        struct value item;
        if (!k || !v) return aws_bad_answer(r, "an entry of a map has no <%.*s>", (int)(k ? value_name : key_name).len, (k ? value_name : key_name).s);
        if (!aws_read_xml(r, &value, v, &item) || !aws_field_add(r, &fields, k->text, item)) return false;
    }
    return give(r, value_object(r->arena, fields.items, fields.len), out);
}

static bool attribute(struct aws_reader *r, const struct xml_node *node, struct str name, const struct aws_member *member, struct str key, aws_fields *fields)
{
    size_t colon = str_find(name, STR(":"), 0);
    struct str local = colon == SIZE_MAX ? name : (struct str){name.s + colon + 1, name.len - colon - 1};
    struct value v;
    for (size_t i = 0; i < node->n_attributes; i++) {
        struct str there = node->attributes[i].name;
        size_t at = str_find(there, STR(":"), 0);
        if (str_has_prefix(there, STR("xmlns"))) continue;
        if (at != SIZE_MAX) there = (struct str){there.s + at + 1, there.len - at - 1};
        if (!str_eq(there, local)) continue;
        return aws_read_scalar(r, member, node->attributes[i].text, key, &v) && aws_field_add(r, fields, key, v);
    }
    return true;
}

/* A flattened list's or map's elements stand among the members; its own name counts, or else its elements'. */
static bool flattened(struct aws_reader *r, const struct aws_member *member, const struct xml_node *node, struct str key, aws_fields *fields)
{
    struct str name = aws_wire_name(member, key);
    const struct xml_node *first = next_named(node->first, name);
    struct value v;
    if (!first && member->type == AWS_LIST) {
        struct aws_member element = aws_member_part(member, "member");
        name = aws_wire_name(&element, name);
        first = next_named(node->first, name);
    }
    if (!first) return true;
    if (!(member->type == AWS_LIST ? list_of(r, member, first, name, &v) : map_of(r, member, first, name, &v))) return false;
    return aws_field_add(r, fields, key, v);
}

static bool member_of(struct aws_reader *r, const struct aws_member *member, const struct xml_node *node, struct str key, aws_fields *fields)
{
    struct str location = aws_trait_text(member, "location", (struct str){"", 0}), name = aws_wire_name(member, key);
    struct value v;
    if (str_has_prefix(location, STR("header")) || str_is(location, "statusCode")) return true;   /* read already */
    if (aws_trait_true(member, "eventheader")) return true;
    if (aws_trait_true(member, "xmlAttribute")) return attribute(r, node, name, member, key, fields);
    if ((member->type == AWS_LIST || member->type == AWS_MAP) && aws_trait_true(member, "flattened")) return flattened(r, member, node, key, fields);
    const struct xml_node *child = xml_child(node, name);
    if (!child) child = xml_child(node, aws_trait_text(member, "locationName", name));   /* a shape's own name, which few services mean */
    return !child || (aws_read_xml(r, member, child, &v) && aws_field_add(r, fields, key, v));
}

/* The one member of a union that this version of the model does not know, as botocore says it. */
static bool unknown_member(struct aws_reader *r, struct str name, aws_fields *fields)
{
    aws_fields inner = {0};
    return aws_field_add(r, &inner, STR("name"), value_string(r->arena, name)) && aws_field_add(r, fields, STR("SDK_UNKNOWN_MEMBER"), value_object(r->arena, inner.items, inner.len));
}

static bool structure(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *node, struct value *out)
{
    struct value members = aws_members(shape);
    aws_fields fields = {0};
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct str key = value_str(value_pairs(members)[i].key);
        struct aws_member member = aws_member(shape->service, value_pairs(members)[i].value);
        if (!member_of(r, &member, node, key, &fields)) return false;
    }
    if (value_is_true(value_field(shape->shape, "union")) && !fields.len && node->first && !unknown_member(r, node->first->name, &fields)) return false;
    return give(r, value_object(r->arena, fields.items, fields.len), out);
}

bool aws_read_xml(struct aws_reader *r, const struct aws_member *shape, const struct xml_node *node, struct value *out)
{
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(r, shape, node, out);
    case AWS_LIST: return list_of(r, shape, node->first, (struct str){NULL, 0}, out);
    case AWS_MAP: return map_of(r, shape, node->first, (struct str){NULL, 0}, out);
    case AWS_NO_TYPE: return error_set(r->err, &AWS_MODEL, "the model of '%s' lacks a shape that %s uses", r->operation->service->name, r->operation->name);
    default: return aws_read_scalar(r, shape, node->text, node->name, out);
    }
}
