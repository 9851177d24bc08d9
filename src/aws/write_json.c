/* aws/write_json.c: parameters → JSON. */
#include "aws/protocol_parts.h"
#include "aws/scalars.h"
#include "value/json.h"

static bool structure(struct aws_writer *w, const struct aws_member *shape, struct value v, struct buf *out)
{
    bool first = true;
    buf_add_char(out, '{');
    for (size_t i = 0; i < value_len(v); i++) {
        struct str name = value_str(value_pairs(v)[i].key);
        struct aws_member member = aws_member_named(shape, name);
        bool body = !aws_is_bound(&member) || (w->operation->service->protocol != AWS_REST_JSON);
        if (!body) continue;
        if (!first) buf_add_char(out, ',');
        first = false;
        json_write_string(out, aws_wire_name(&member, name));
        buf_add_char(out, ':');
        if (!aws_write_json(w, &member, value_pairs(v)[i].value, out)) return false;
    }
    return buf_add_char(out, '}'), true;
}

static bool list(struct aws_writer *w, const struct aws_member *shape, struct value v, struct buf *out)
{
    struct aws_member element = aws_member_part(shape, "member");
    buf_add_char(out, '[');
    for (size_t i = 0; i < value_len(v); i++) {
        if (i) buf_add_char(out, ',');
        if (!aws_write_json(w, &element, value_items(v)[i], out)) return false;
    }
    return buf_add_char(out, ']'), true;
}

static bool map(struct aws_writer *w, const struct aws_member *shape, struct value v, struct buf *out)
{
    struct aws_member element = aws_member_part(shape, "value");
    buf_add_char(out, '{');
    for (size_t i = 0; i < value_len(v); i++) {
        if (i) buf_add_char(out, ',');
        json_write_string(out, value_str(value_pairs(v)[i].key));
        buf_add_char(out, ':');
        if (!aws_write_json(w, &element, value_pairs(v)[i].value, out)) return false;
    }
    return buf_add_char(out, '}'), true;
}

static bool timestamp(struct aws_writer *w, const struct aws_member *shape, struct value v, struct buf *out)
{
    struct str format = aws_trait_text(shape, "timestampFormat", STR("unixTimestamp")), text;
    if (!aws_scalar_text(w, shape, v, format, &text)) return false;
    bool number = str_has_prefix(format, STR("unix"));
    if (number) buf_add_str(out, text);
    else json_write_string(out, text);
    return true;
}

bool aws_write_json(struct aws_writer *w, const struct aws_member *shape, struct value v, struct buf *out)
{
    if (value_is_null(v)) return buf_puts(out, "null"), true;
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(w, shape, v, out);
    case AWS_LIST: return list(w, shape, v, out);
    case AWS_MAP: return map(w, shape, v, out);
    case AWS_TIMESTAMP: return timestamp(w, shape, v, out);
    default: json_write(out, v, 0); return true;
    }
}
