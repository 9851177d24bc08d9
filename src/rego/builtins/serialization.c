/* rego/builtins/serialization.c: json.marshal, json.unmarshal, json.is_valid, and the same for YAML (yaml_text.h). */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"
#include "rego/builtins/yaml_text.h"

/* JSON as Go's encoder writes it: <, > and & are \u escapes. They stand in strings only, so the text can be gone through as it is. */
static void escape_html(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        if (c == '<' || c == '>' || c == '&') buf_printf(out, "\\u%04x", c);
        else if (c == '\xE2' && i + 2 < s.len && s.s[i + 1] == '\x80' && (s.s[i + 2] == '\xA8' || s.s[i + 2] == '\xA9')) {
            buf_puts(out, s.s[i + 2] == '\xA8' ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            buf_add_char(out, c);
        }
    }
}

static void new_line(struct buf *out, struct str prefix, struct str indent, size_t depth)
{
    buf_add_char(out, '\n');
    buf_add_str(out, prefix);
    while (depth-- > 0 && !out->failed) buf_add_str(out, indent);
}

/* Compact JSON spread over lines, as Go's json.Indent does it: each line after the first begins with the prefix. */
static void spread(struct buf *out, struct str s, struct str prefix, struct str indent)
{
    size_t depth = 0;
    bool in_string = false, empty = false;
    for (size_t i = 0; i < s.len && !out->failed; i++) {
        char c = s.s[i];
        if (in_string) {
            buf_add_char(out, c);
            if (c == '\\' && i + 1 < s.len) buf_add_char(out, s.s[++i]);
            else if (c == '"') in_string = false;
            continue;
        }
        if (empty && c != ']' && c != '}') new_line(out, prefix, indent, depth);
        switch (c) {
        case '"':
            in_string = true;
            buf_add_char(out, c);
            break;
        case '{':
        case '[':
            depth++;
            buf_add_char(out, c);
            break;
        case '}':
        case ']':
            depth--;
            if (!empty) new_line(out, prefix, indent, depth);
            buf_add_char(out, c);
            break;
        case ',':
            buf_add_char(out, c);
            new_line(out, prefix, indent, depth);
            break;
        case ':': buf_puts(out, ": "); break;
        default: buf_add_char(out, c); break;
        }
        empty = c == '{' || c == '[';
    }
}

bool json_text(struct rego_call *call, struct value v, struct buf *out)
{
    struct value plain = plain_json(call, v);
    if (value_is_none(plain)) return error_no_memory(call->err);
    struct buf raw = buf_new(MAX_STRING);
    json_write(&raw, plain, 0);
    escape_html(out, (struct str){raw.s ? raw.s : "", raw.len});
    if (raw.failed) out->failed = true;
    buf_free(&raw);
    return true;
}

BUILTIN(json_marshal)
{
    struct buf buf = buf_new(MAX_STRING);
    if (json_text(call, in[0], &buf)) return give_buf(call, "json.marshal", &buf, out);
    buf_free(&buf);
    return false;
}

struct options { struct str prefix, indent; bool pretty, said; };

static bool read_options(struct rego_call *call, const struct value *in, struct options *out)
{
    static const char name[] = "json.marshal_with_options";
    if (!want_object(call, name, in, 2)) return false;
    for (size_t i = 0; i < value_len(in[1]); i++) {
        struct value_pair pair = value_pairs(in[1])[i];
        if (!value_is_string(pair.key)) return operand_text(call, name, 2, "failed to stringify key at index %zu", i);
        struct str key = value_str(pair.key);
        bool prefix = str_is(key, "prefix"), pretty = str_is(key, "pretty");
        if (!prefix && !pretty && !str_is(key, "indent"))
            return operand_text(call, name, 2, "object contained unknown key %.*s", (int)(key.len < 100 ? key.len : 100), key.s);
        if (pretty ? !value_is_bool(pair.value) : !value_is_string(pair.value))
            return operand_text(call, name, 2, "key %s failed cast to %s", value_cstr(pair.key), pretty ? "bool" : "string");
        if (pretty) {
            out->pretty = value_is_true(pair.value);
            out->said = true;
            continue;
        }
        *(prefix ? &out->prefix : &out->indent) = value_str(pair.value);
        if (!out->said) out->pretty = true;
    }
    return true;
}

BUILTIN(json_marshal_with_options)
{
    static const char name[] = "json.marshal_with_options";
    struct options options = {.prefix = STR(""), .indent = STR("\t")};
    struct buf text = buf_new(MAX_STRING), buf = buf_new(MAX_STRING);
    if (!read_options(call, in, &options) || !json_text(call, in[0], &text)) {
        buf_free(&text);
        return false;
    }
    if (!options.pretty) return give_buf(call, name, &text, out);
    buf_add_str(&buf, options.prefix);
    spread(&buf, (struct str){text.s ? text.s : "", text.len}, options.prefix, options.indent);
    if (text.failed) buf.failed = true;
    buf_free(&text);
    return give_buf(call, name, &buf, out);
}

static bool has_byte_order_mark(struct str s) { return str_has_prefix(s, STR("\xEF\xBB\xBF")); }

BUILTIN(json_unmarshal)
{
    struct str text;
    struct error err = {0};
    if (!want_string(call, "json.unmarshal", in, 1, &text)) return false;
    if (has_byte_order_mark(text)) return rego_builtin_error(call, "json.unmarshal", "invalid character '\xEF\xBB\xBF' looking for beginning of value");
    if (json_read(call->arena, text, &(struct json_options){.refuse_extreme = true}, out, NULL, &err)) return true;
    if (call->arena->failed) return error_no_memory(call->err);
    return rego_builtin_error(call, "json.unmarshal", "%s", err.message);
}

BUILTIN(json_is_valid)
{
    struct value ignored;
    return give_bool(value_is_string(in[0]) && !has_byte_order_mark(value_str(in[0])) && json_read(call->arena, value_str(in[0]), NULL, &ignored, NULL, NULL), out);
}

/* --- YAML --- */

BUILTIN(yaml_marshal)
{
    struct value plain = plain_json(call, in[0]);
    if (value_is_none(plain)) return error_no_memory(call->err);
    struct buf buf = buf_new(MAX_STRING);
    yaml_write(&buf, plain);
    return give_buf(call, "yaml.marshal", &buf, out);
}

BUILTIN(yaml_unmarshal)
{
    struct str text;
    char why[256];
    if (!want_string(call, "yaml.unmarshal", in, 1, &text)) return false;
    if (yaml_read(call, text, out, why, sizeof why)) return true;
    return call->arena->failed ? error_no_memory(call->err) : rego_builtin_error(call, "yaml.unmarshal", "yaml: %s", why);
}

BUILTIN(yaml_is_valid)
{
    struct value ignored;
    char why[256];
    return give_bool(value_is_string(in[0]) && yaml_read(call, value_str(in[0]), &ignored, why, sizeof why), out);
}

const struct rego_builtin rego_serialization[] = {
    {"json.is_valid", "string -> boolean", json_is_valid, REGO_PURE, NULL},
    {"json.marshal", "any -> string", json_marshal, REGO_PURE, NULL},
    {"json.marshal_with_options", "any, object<indent: string, prefix: string, pretty: boolean, [string: any]> -> string",
     json_marshal_with_options, REGO_PURE, NULL},
    {"json.unmarshal", "string -> any", json_unmarshal, REGO_PURE, NULL},
    {"yaml.is_valid", "string -> boolean", yaml_is_valid, REGO_PURE, NULL},
    {"yaml.marshal", "any -> string", yaml_marshal, REGO_PURE, NULL},
    {"yaml.unmarshal", "string -> any", yaml_unmarshal, REGO_PURE, NULL},
};
const size_t rego_serialization_n = COUNT_OF(rego_serialization);
