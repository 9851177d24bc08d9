/* aws/write_xml.c: parameters → XML elements. */
#include "aws/protocol_parts.h"
#include "aws/scalars.h"

static void escaped(struct buf *out, struct str s, bool attribute)
{
    for (size_t i = 0; i < s.len; i++) switch (s.s[i]) {
        case '&': buf_puts(out, "&amp;"); break;
        case '<': buf_puts(out, "&lt;"); break;
        case '>': buf_puts(out, "&gt;"); break;
        case '"': buf_puts(out, attribute ? "&quot;" : "\""); break;
        case '\r': buf_puts(out, "&#xD;"); break;
        case '\n': buf_puts(out, attribute ? "&#xA;" : "\n"); break;
        case '\t': buf_puts(out, attribute ? "&#x9;" : "\t"); break;
        default: buf_add_char(out, s.s[i]);
        }
}

static void attribute(struct buf *out, struct str name, struct str text)
{
    buf_add_char(out, ' ');
    buf_add_str(out, name);
    buf_puts(out, "=\"");
    escaped(out, text, true);
    buf_add_char(out, '"');
}

/* xmlns, of the element this shape becomes. */
static void xml_namespace(const struct aws_member *shape, struct buf *out)
{
    struct value ns = aws_trait(shape, "xmlNamespace"), uri = value_is_object(ns) ? value_field(ns, "uri") : ns, prefix = value_field(ns, "prefix");
    if (!value_is_string(uri)) return;
    buf_puts(out, " xmlns");
    if (value_is_string(prefix) && value_len(prefix)) {
        buf_add_char(out, ':');
        buf_add_str(out, value_str(prefix));
    }
    buf_puts(out, "=\"");
    escaped(out, value_str(uri), true);
    buf_add_char(out, '"');
}

static void close(struct str name, struct buf *out)
{
    buf_puts(out, "</");
    buf_add_str(out, name);
    buf_add_char(out, '>');
}

static void open(const struct aws_member *shape, struct str name, struct buf *out)
{
    buf_add_char(out, '<');
    buf_add_str(out, name);
    xml_namespace(shape, out);
    buf_add_char(out, '>');
}

static bool structure(struct aws_writer *w, const struct aws_member *shape, struct value v, struct str name, struct buf *out)
{
    struct str text;
    buf_add_char(out, '<');
    buf_add_str(out, name);
    xml_namespace(shape, out);
    for (size_t i = 0; i < value_len(v); i++) {
        struct aws_member member = aws_member_named(shape, value_str(value_pairs(v)[i].key));
        if (!aws_trait_true(&member, "xmlAttribute")) continue;
        if (!aws_scalar_text(w, &member, value_pairs(v)[i].value, STR("iso8601"), &text)) return false;
        attribute(out, aws_wire_name(&member, value_str(value_pairs(v)[i].key)), text);
    }
    buf_add_char(out, '>');
    for (size_t i = 0; i < value_len(v); i++) {
        struct str key = value_str(value_pairs(v)[i].key);
        struct aws_member member = aws_member_named(shape, key);
        if (aws_trait_true(&member, "xmlAttribute") || aws_is_bound(&member)) continue;
        if (!aws_write_xml(w, &member, value_pairs(v)[i].value, aws_wire_name(&member, key), out)) return false;
    }
    close(name, out);
    return true;
}

static bool list(struct aws_writer *w, const struct aws_member *shape, struct value v, struct str name, struct buf *out)
{
    struct aws_member element = aws_member_part(shape, "member");
    bool flat = aws_trait_true(shape, "flattened");
    struct str item = flat ? name : aws_wire_name(&element, STR("member"));
    if (!flat) open(shape, name, out);
    for (size_t i = 0; i < value_len(v); i++)
        if (!aws_write_xml(w, &element, value_items(v)[i], item, out)) return false;
    if (!flat) close(name, out);
    return true;
}

static bool map(struct aws_writer *w, const struct aws_member *shape, struct value v, struct str name, struct buf *out)
{
    struct aws_member key = aws_member_part(shape, "key"), value = aws_member_part(shape, "value");
    bool flat = aws_trait_true(shape, "flattened");
    struct str entry = flat ? name : STR("entry");
    if (!flat) open(shape, name, out);
    for (size_t i = 0; i < value_len(v); i++) {
        buf_add_char(out, '<');
        buf_add_str(out, entry);
        if (flat) xml_namespace(shape, out);
        buf_add_char(out, '>');
        if (!aws_write_xml(w, &key, value_pairs(v)[i].key, aws_wire_name(&key, STR("key")), out)) return false;
        if (!aws_write_xml(w, &value, value_pairs(v)[i].value, aws_wire_name(&value, STR("value")), out)) return false;
        close(entry, out);
    }
    if (!flat) close(name, out);
    return true;
}

bool aws_write_xml(struct aws_writer *w, const struct aws_member *shape, struct value v, struct str name, struct buf *out)
{
    struct str text;
    if (value_is_null(v)) return true;
    switch (shape->type) {
    case AWS_STRUCTURE: return structure(w, shape, v, name, out);
    case AWS_LIST: return list(w, shape, v, name, out);
    case AWS_MAP: return map(w, shape, v, name, out);
    default:
        if (!aws_scalar_text(w, shape, v, STR("iso8601"), &text)) return false;
        open(shape, name, out);
        escaped(out, text, false);
        close(name, out);
        return true;
    }
}
