#include "value/json.h"

void json_write_string(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    buf_add_char(out, '"');
    size_t done = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            /* U+2028 and U+2029 are escaped as Go does */
            if (c != 0xE2 || i + 2 >= s.len || (unsigned char)s.s[i + 1] != 0x80 || ((unsigned char)s.s[i + 2] & 0xFE) != 0xA8) continue;
            buf_add(out, s.s + done, i - done);
            buf_puts(out, (unsigned char)s.s[i + 2] == 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
            done = i + 1;
            continue;
        }
        buf_add(out, s.s + done, i - done);
        done = i + 1;
        switch (c) {
        case '"': buf_puts(out, "\\\""); break;
        case '\\': buf_puts(out, "\\\\"); break;
        case '\n': buf_puts(out, "\\n"); break;
        case '\r': buf_puts(out, "\\r"); break;
        case '\t': buf_puts(out, "\\t"); break;
        case '\b': buf_puts(out, "\\b"); break;
        case '\f': buf_puts(out, "\\f"); break;
        default: buf_add(out, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
    }
    buf_add(out, s.s + done, s.len - done);
    buf_add_char(out, '"');
}

static void newline(struct buf *out, unsigned indent, unsigned depth)
{
    if (indent == 0) return;
    buf_add_char(out, '\n');
    for (unsigned i = 0; i < indent * depth; i++) buf_add_char(out, ' ');
}

static void write_number(struct buf *out, struct value v)
{
    char scratch[24];
    buf_add_str(out, value_number_text(v, scratch));
}

static void write_value(struct buf *out, struct value v, unsigned indent, unsigned depth);

void json_write_key_text(struct buf *out, struct value key)
{
    struct buf text = buf_new(0);
    write_value(&text, key, 0, 0);
    out->failed |= text.failed;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c == '<' || c == '>' || c == '&') buf_puts(out, c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026");
        else buf_add_char(out, c);
    }
    buf_free(&text);
}

static void write_key(struct buf *out, struct value key)
{
    if (value_is_string(key)) {
        json_write_string(out, value_str(key));
        return;
    }
    struct buf text = buf_new(0);
    json_write_key_text(&text, key);
    json_write_string(out, (struct str){text.s, text.len});
    buf_free(&text);
}

/* Values share their parts, so a small one may be without end as text: a full buffer ends the walk. */
static void write_value(struct buf *out, struct value v, unsigned indent, unsigned depth)
{
    if (out->failed) return;
    switch (value_type(v)) {
    case VALUE_UNDEFINED:
    case VALUE_NULL: buf_puts(out, "null"); return;
    case VALUE_BOOL: buf_puts(out, value_is_true(v) ? "true" : "false"); return;
    case VALUE_NUMBER: write_number(out, v); return;
    case VALUE_STRING: json_write_string(out, value_str(v)); return;
    case VALUE_UNKNOWN:
        buf_puts(out, indent ? "{\"__unknown__\": " : "{\"__unknown__\":");
        write_value(out, value_unknown_refs(v), 0, 0);
        buf_add_char(out, '}');
        return;
    case VALUE_ARRAY:
    case VALUE_SET:
        if (value_len(v) == 0) {
            buf_puts(out, "[]");
            return;
        }
        buf_add_char(out, '[');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_add_char(out, ',');
            newline(out, indent, depth + 1);
            write_value(out, value_items(v)[i], indent, depth + 1);
        }
        newline(out, indent, depth);
        buf_add_char(out, ']');
        return;
    case VALUE_OBJECT:
        if (value_len(v) == 0) {
            buf_puts(out, "{}");
            return;
        }
        buf_add_char(out, '{');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_add_char(out, ',');
            newline(out, indent, depth + 1);
            write_key(out, value_pairs(v)[i].key);
            buf_puts(out, indent ? ": " : ":");
            write_value(out, value_pairs(v)[i].value, indent, depth + 1);
        }
        newline(out, indent, depth);
        buf_add_char(out, '}');
        return;
    }
}

void json_write(struct buf *out, struct value v, unsigned indent) { write_value(out, v, indent, 0); }

void value_print(struct buf *out, struct value v)
{
    if (out->failed) return;
    switch (value_type(v)) {
    case VALUE_UNDEFINED: buf_puts(out, "undefined"); return;
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_STRING: write_value(out, v, 0, 0); return;
    case VALUE_UNKNOWN:
        buf_puts(out, "<unknown");
        for (size_t i = 0; i < value_len(value_unknown_refs(v)); i++) {
            buf_add_char(out, i ? ',' : ' ');
            buf_add_str(out, value_str(value_items(value_unknown_refs(v))[i]));
        }
        buf_add_char(out, '>');
        return;
    case VALUE_SET:
        if (value_len(v) == 0) {
            buf_puts(out, "set()");
            return;
        }
        __attribute__((fallthrough));
    case VALUE_ARRAY:
        buf_add_char(out, value_is_set(v) ? '{' : '[');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_puts(out, ", ");
            value_print(out, value_items(v)[i]);
        }
        buf_add_char(out, value_is_set(v) ? '}' : ']');
        return;
    case VALUE_OBJECT:
        buf_add_char(out, '{');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_puts(out, ", ");
            value_print(out, value_pairs(v)[i].key);
            buf_puts(out, ": ");
            value_print(out, value_pairs(v)[i].value);
        }
        buf_add_char(out, '}');
        return;
    }
}
