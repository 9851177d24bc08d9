/* hcl/functions/yaml.c: yamldecode (libfyaml reads, Terraform's rules say what a plain scalar is) and yamlencode (Terraform's one style:
 * strings quoted or literal, numbers, bools and null plain, nested blocks). */
#include <libfyaml.h>
#include <stdio.h>

#include "base/utf8.h"
#include "hcl/functions/families.h"
#include "hcl/parser.h"

#define MAX_YAML_TEXT (32u << 20)
#define MAX_YAML_DEPTH 200
#define BEST_WIDTH 80

/* --- decode --- */

struct decoder { struct hcl_call *call; size_t nodes; };   /* nodes: so far, aliases followed, so that a "billion laughs" ends */

static bool decode(struct decoder *d, struct fy_node *node, unsigned depth, struct value *out);

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_is(s, *words)) return true;
    return false;
}

static bool is_bool(struct str s, bool *out)
{
    static const char *const yes[] = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE", NULL};
    static const char *const no[] = {"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE", NULL};
    *out = is_one_of(s, yes);
    return *out || is_one_of(s, no);
}

static bool is_null(struct str s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    return is_one_of(s, nulls);
}

/* 0x1f and 0o17 besides what everybody writes. */
static bool is_number(struct arena *arena, struct str s, struct value *out)
{
    size_t i = s.len && (s.s[0] == '-' || s.s[0] == '+') ? 1 : 0;
    if (s.len == i) return false;
    if (s.len > 2 && i == 0 && s.s[0] == '0' && (s.s[i + 1] == 'x' || s.s[i + 1] == 'o')) {
        int base = s.s[i + 1] == 'x' ? 16 : 8;
        int64_t n = 0;
        if (s.len > 17) return false;
        for (size_t j = i + 2; j < s.len; j++) {
            char c = s.s[j];
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
            if (digit >= base) return false;
            n = n * base + digit;
        }
        *out = value_int(arena, n);
        return true;
    }
    if (s.s[i] == '.' && (i + 1 >= s.len || s.s[i + 1] < '0' || s.s[i + 1] > '9')) return false;
    return ((s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '.') && hcl_number_literal(arena, s, out);
}

static bool read_digits(struct str s, size_t *i, int least, int most, int *out)
{
    int n = 0;
    for (*out = 0; n < most && *i < s.len && s.s[*i] >= '0' && s.s[*i] <= '9'; n++) *out = *out * 10 + (s.s[(*i)++] - '0');
    return n >= least;
}

/* 2001-01-01, with or without a time: written anew as RFC 3339. */
static bool is_timestamp(struct arena *arena, struct str s, struct value *out)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    size_t i = 0, fraction = 0, fraction_len = 0;
    if (!read_digits(s, &i, 4, 4, &year) || i >= s.len || s.s[i++] != '-' || !read_digits(s, &i, 1, 2, &month) || i >= s.len || s.s[i++] != '-' || !read_digits(s, &i, 1, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    struct str zone = {"Z", 1};
    if (i < s.len) {
        bool t = s.s[i] == 'T' || s.s[i] == 't';
        if (!t && s.s[i] != ' ') return false;
        i++;
        if (!read_digits(s, &i, 1, 2, &hour) || i >= s.len || s.s[i++] != ':' || !read_digits(s, &i, 1, 2, &minute) || i >= s.len || s.s[i++] != ':' || !read_digits(s, &i, 1, 2, &second))
            return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        if (i < s.len && s.s[i] == '.') {
            fraction = ++i;
            while (i < s.len && s.s[i] >= '0' && s.s[i] <= '9') i++;
            fraction_len = i - fraction;
        }
        struct str rest = {s.s + i, s.len - i};
        if (t ? !(str_is(rest, "Z") || (rest.len == 6 && (rest.s[0] == '+' || rest.s[0] == '-') && rest.s[3] == ':')) : rest.len > 0) return false;
        if (rest.len == 6) zone = rest;
    }
    (void)fraction_len;   /* RFC 3339 without nanoseconds is what Terraform writes */
    *out = value_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%.*s", year, month, day, hour, minute, second, (int)zone.len, zone.s);
    return true;
}

static bool plain(struct decoder *d, struct str s, struct value *out)
{
    bool b;
    struct arena *arena = d->call->arena;
    static const char *const infinite[] = {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN", NULL};
    *out = VALUE_NONE;
    if (is_one_of(s, infinite)) return hcl_function_error(d->call, "'%.*s' is no number that can be worked with", (int)s.len, s.s);
    if (is_null(s)) *out = VALUE_NULL_;
    else if (is_bool(s, &b)) *out = value_bool(b);
    else if (!is_number(arena, s, out) && !is_timestamp(arena, s, out)) *out = hcl_string(arena, s);
    return !value_is_none(*out) || error_no_memory(d->call->err);
}

static bool tagged(struct decoder *d, struct str tag, struct str s, struct value *out)
{
    struct arena *arena = d->call->arena;
    bool b;
    *out = VALUE_NONE;
    if (str_is(tag, "tag:yaml.org,2002:str") || str_is(tag, "!")) *out = hcl_string(arena, s);
    else if (str_is(tag, "tag:yaml.org,2002:null")) *out = VALUE_NULL_;
    else if (str_is(tag, "tag:yaml.org,2002:bool") && is_bool(s, &b)) *out = value_bool(b);
    else if (str_is(tag, "tag:yaml.org,2002:int") || str_is(tag, "tag:yaml.org,2002:float")) is_number(arena, s, out);
    else if (str_is(tag, "tag:yaml.org,2002:timestamp")) is_timestamp(arena, s, out);
    else if (str_is(tag, "tag:yaml.org,2002:binary")) {
        struct buf text = buf_new(HCL_MAX_STRING);
        for (size_t i = 0; i < s.len; i++)
            if (!memchr(" \t\r\n", s.s[i], 4)) buf_add_char(&text, s.s[i]);
        *out = value_string(arena, (struct str){text.s ? text.s : "", text.len});
        buf_free(&text);
    } else {
        return hcl_function_error(d->call, "unsupported tag \"%.*s\"", (int)(tag.len < 80 ? tag.len : 80), tag.s);
    }
    if (!value_is_none(*out)) return true;
    return arena->failed ? error_no_memory(d->call->err) : hcl_function_error(d->call, "a value does not fit its tag \"%.*s\"", (int)(tag.len < 80 ? tag.len : 80), tag.s);
}

static bool decode_scalar(struct decoder *d, struct fy_node *node, struct value *out)
{
    size_t len = 0, tag_len = 0;
    const char *text = fy_node_get_scalar(node, &len), *tag = fy_node_get_tag(node, &tag_len);
    struct str s = {text ? text : "", text ? len : 0};
    if (!utf8_is_valid(s)) return hcl_function_error(d->call, "a string is not UTF-8");
    if (tag) return tagged(d, (struct str){tag, tag_len}, s, out);
    if (fy_node_get_style(node) == FYNS_PLAIN) return plain(d, s, out);
    return hcl_function_result(d->call, hcl_string(d->call->arena, s), out);
}

static bool decode_sequence(struct decoder *d, struct fy_node *node, unsigned depth, struct value *out)
{
    VEC(struct value) items = {0};
    void *at = NULL;
    for (struct fy_node *item; (item = fy_node_sequence_iterate(node, &at));) {
        struct value *slot = vec_push(d->call->arena, &items), v;
        if (!slot) return error_no_memory(d->call->err);
        size_t index = items.len - 1;
        if (!decode(d, item, depth + 1, &v)) return false;
        items.items[index] = v;
    }
    return hcl_function_result(d->call, value_array(d->call->arena, items.items, items.len), out);
}

typedef VEC(struct value_pair) pair_list;

/* <<: a mapping, or several, whose pairs are taken where the mapping itself has none: they go in front. */
static bool merge_in(struct decoder *d, struct value v, pair_list *pairs)
{
    if (value_is_array(v)) {
        for (size_t i = value_len(v); i-- > 0;)
            if (!merge_in(d, value_items(v)[i], pairs)) return false;
        return true;
    }
    if (!value_is_object(v)) return hcl_function_error(d->call, "'<<' needs a mapping or a list of mappings");
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair *slot = vec_push(d->call->arena, pairs);
        if (!slot) return error_no_memory(d->call->err);
        *slot = value_pairs(v)[i];
    }
    return true;
}

static bool decode_mapping(struct decoder *d, struct fy_node *node, unsigned depth, struct value *out)
{
    pair_list merged = {0}, own = {0};
    void *at = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &at));) {
        struct value key, value;
        struct error err = {0};
        struct fy_node *key_node = fy_node_pair_key(pair), *value_node = fy_node_pair_value(pair);
        size_t len = 0;
        const char *text = key_node && fy_node_is_scalar(key_node) && fy_node_get_style(key_node) == FYNS_PLAIN ? fy_node_get_scalar(key_node, &len) : NULL;
        if (!decode(d, value_node, depth + 1, &value)) return false;
        if (text && len == 2 && memcmp(text, "<<", 2) == 0) {
            if (!merge_in(d, value, &merged)) return false;
            continue;
        }
        if (!decode(d, key_node, depth + 1, &key)) return false;
        if (value_is_null(key)) return hcl_function_error(d->call, "mapping key cannot be null");
        if (!hcl_to_string(d->call->arena, key, &key, &err)) return hcl_function_error(d->call, "mapping key must be a string");
        struct value_pair *slot = vec_push(d->call->arena, &own);
        if (!slot) return error_no_memory(d->call->err);
        *slot = (struct value_pair){key, value};
    }
    for (size_t i = 0; i < own.len; i++) {
        struct value_pair *slot = vec_push(d->call->arena, &merged);
        if (!slot) return error_no_memory(d->call->err);
        *slot = own.items[i];
    }
    return hcl_function_result(d->call, value_object(d->call->arena, merged.items, merged.len), out);
}

static bool decode(struct decoder *d, struct fy_node *node, unsigned depth, struct value *out)
{
    if (++d->nodes > HCL_MAX_ITEMS || depth > MAX_YAML_DEPTH) return error_set(d->call->err, &HCL_ERR_SIZE, "yamldecode: the document is too large or too deep once its aliases are followed");
    if (!node) {
        *out = VALUE_NULL_;
        return true;
    }
    if (fy_node_is_alias(node)) {
        struct fy_node *target = fy_node_resolve_alias(node);
        return target ? decode(d, target, depth + 1, out) : hcl_function_error(d->call, "an alias names no anchor");
    }
    if (fy_node_is_scalar(node)) return decode_scalar(d, node, out);
    size_t tag_len = 0;
    const char *tag = fy_node_get_tag(node, &tag_len);
    struct str t = {tag, tag_len};
    if (tag && !str_is(t, "tag:yaml.org,2002:map") && !str_is(t, "tag:yaml.org,2002:seq"))
        return hcl_function_error(d->call, "unsupported tag \"%.*s\"", (int)(tag_len < 80 ? tag_len : 80), tag);
    return fy_node_is_sequence(node) ? decode_sequence(d, node, depth, out) : decode_mapping(d, node, depth, out);
}

/* libfyaml would print what it finds wrong. */
static void say_nothing(struct fy_diag *diag, void *user, const char *text, size_t len)
{
    (void)diag, (void)user, (void)text, (void)len;
}

static bool yamldecode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str text = value_str(args[0]);
    struct fy_diag_cfg silence;
    fy_diag_cfg_default(&silence);
    silence.fp = NULL;
    silence.output_fn = say_nothing;
    if (text.len > MAX_YAML_TEXT) return error_set(call->err, &HCL_ERR_SIZE, "yamldecode: more than %u MiB", MAX_YAML_TEXT >> 20);
    struct fy_diag *diag = fy_diag_create(&silence);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
    struct fy_parser *parser = diag ? fy_parser_create(&config) : NULL;
    if (!parser) {
        fy_diag_destroy(diag);
        return error_no_memory(call->err);
    }
    struct fy_document *document = NULL, *second = NULL;
    bool ok = false;
    if (fy_parser_set_string(parser, text.s, text.len) == 0) document = fy_parse_load_document(parser);
    struct fy_node *root = document ? fy_document_root(document) : NULL;
    if (!root) {
        hcl_function_error(call, "the text is not YAML, or holds no document");
    } else if ((second = fy_parse_load_document(parser))) {
        hcl_function_error(call, "unexpected extra content after value");
    } else if (fy_parser_get_stream_error(parser)) {
        hcl_function_error(call, "the text is not YAML");
    } else {
        struct decoder d = {call, 0};
        ok = decode(&d, root, 0, out);
    }
    fy_parse_document_destroy(parser, second);
    fy_parse_document_destroy(parser, document);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return ok;
}

/* --- encode --- */

struct emitter { struct arena *arena; struct buf text; size_t column; };

static void put(struct emitter *e, const char *bytes, size_t len)
{
    buf_add(&e->text, bytes, len);
    e->column++;   /* one character */
}

static void puts_ascii(struct emitter *e, const char *s)
{
    buf_puts(&e->text, s);
    e->column += strlen(s);
}

static void new_line(struct emitter *e, int indent)
{
    buf_add_char(&e->text, '\n');
    for (int i = 0; i < indent; i++) buf_add_char(&e->text, ' ');
    e->column = (size_t)indent;
}

static bool printable(uint32_t rune)
{
    return rune == '\n' || (rune >= 0x20 && rune <= 0x7E) || (rune >= 0xA0 && rune <= 0xD7FF) || (rune >= 0xE000 && rune <= 0xFFFD && rune != 0xFEFF);
}

static bool is_break(uint32_t rune) { return rune == '\n' || rune == '\r' || rune == 0x85 || rune == 0x2028 || rune == 0x2029; }

/* May the text stand as a literal block? It needs a line end, and nothing that the block would lose. */
static bool literal_allowed(struct str s)
{
    bool has_line = false;
    if (s.len == 0 || s.s[s.len - 1] == ' ') return false;
    for (size_t i = 0, size; i < s.len; i += size) {
        uint32_t rune = utf8_decode(s.s + i, s.len - i, &size);
        if (!printable(rune) || rune == '\r' || rune == 0x85 || rune == 0x2028 || rune == 0x2029) return false;
        if (rune == ' ' && i + 1 < s.len && s.s[i + 1] == '\n') return false;
        has_line |= rune == '\n';
    }
    return has_line;
}

static void literal(struct emitter *e, struct str s, int indent)
{
    size_t newlines = 0;
    while (newlines < s.len && s.s[s.len - 1 - newlines] == '\n') newlines++;
    puts_ascii(e, "|");
    if (s.s[0] == ' ' || s.s[0] == '\n') puts_ascii(e, "2");
    if (newlines == 0) puts_ascii(e, "-");
    else if (newlines > 1 || newlines == s.len) puts_ascii(e, "+");
    bool at_start = true;
    buf_add_char(&e->text, '\n');
    for (size_t i = 0; i < s.len - (newlines ? 1 : 0); i++) {
        if (at_start && s.s[i] != '\n')
            for (int j = 0; j < indent; j++) buf_add_char(&e->text, ' ');
        buf_add_char(&e->text, s.s[i]);
        at_start = s.s[i] == '\n';
    }
    e->column = 0;
}

static void escape(struct emitter *e, uint32_t rune)
{
    static const struct { uint32_t rune; const char *text; } known[] = {
        {0, "\\0"}, {7, "\\a"}, {8, "\\b"}, {9, "\\t"}, {10, "\\n"}, {11, "\\v"}, {12, "\\f"}, {13, "\\r"}, {27, "\\e"},
        {'"', "\\\""}, {'\\', "\\\\"}, {0x85, "\\N"}, {0xA0, "\\_"}, {0x2028, "\\L"}, {0x2029, "\\P"}};
    char text[16];
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i].rune == rune) {
            puts_ascii(e, known[i].text);
            return;
        }
    snprintf(text, sizeof text, rune <= 0xFF ? "\\x%02X" : rune <= 0xFFFF ? "\\u%04X" : "\\U%08X", rune);
    puts_ascii(e, text);
}

/* In double quotes, folded at a space behind the 80th column (not in keys). */
static void quoted(struct emitter *e, struct str s, int indent, bool key)
{
    bool after_space = false;
    puts_ascii(e, "\"");
    for (size_t i = 0, size; i < s.len; i += size) {
        uint32_t rune = utf8_decode(s.s + i, s.len - i, &size);
        if (!printable(rune) || is_break(rune) || rune == '"' || rune == '\\') {
            escape(e, rune);
            after_space = false;
        } else if (rune == ' ') {
            if (!key && !after_space && e->column > BEST_WIDTH && i > 0 && i + 1 < s.len) {
                new_line(e, indent);
                if (s.s[i + 1] == ' ') puts_ascii(e, "\\");
            } else {
                put(e, " ", 1);
            }
            after_space = true;
        } else {
            put(e, s.s + i, size);
            after_space = false;
        }
    }
    puts_ascii(e, "\"");
}

/* A value behind "key:" or "- "; `indent` is that of the block it stands in (-1: the document). True when it ends its own line. */
static void emit(struct emitter *e, struct value v, int indent, bool in_sequence);

static void emit_items(struct emitter *e, struct value v, int indent, bool inline_first)
{
    for (size_t i = 0; i < value_len(v); i++) {
        if (i > 0 || !inline_first) {
            for (int j = 0; j < indent; j++) buf_add_char(&e->text, ' ');
            e->column = (size_t)indent;
        }
        if (value_is_object(v)) {
            quoted(e, value_str(value_pairs(v)[i].key), indent, true);
            puts_ascii(e, ":");
            emit(e, value_pairs(v)[i].value, indent, false);
        } else {
            puts_ascii(e, "-");
            emit(e, value_items(v)[i], indent, true);
        }
    }
}

static void emit_scalar(struct emitter *e, struct value v, int indent)
{
    if (value_is_string(v) && literal_allowed(value_str(v))) {
        literal(e, value_str(v), indent);
        buf_add_char(&e->text, '\n');
        return;
    }
    if (value_is_string(v)) quoted(e, value_str(v), indent, false);
    else if (value_is_number(v)) {
        struct str text = hcl_number_text(e->arena, v);
        if (text.s) buf_add_str(&e->text, text);
    } else puts_ascii(e, value_is_null(v) ? "null" : value_is_true(v) ? "true" : "false");
    buf_add_char(&e->text, '\n');
}

static void emit(struct emitter *e, struct value v, int indent, bool in_sequence)
{
    bool container = value_is_object(v) || hcl_is_sequence(v);
    if (!container || value_len(v) == 0) {
        puts_ascii(e, " ");
        if (container) puts_ascii(e, value_is_object(v) ? "{}\n" : "[]\n");
        else emit_scalar(e, v, indent + 2);
        return;
    }
    if (in_sequence) {   /* "- - x", "- a: 1" */
        puts_ascii(e, " ");
        emit_items(e, v, indent + 2, true);
    } else {             /* a list in a mapping is not indented */
        buf_add_char(&e->text, '\n');
        emit_items(e, v, value_is_object(v) ? indent + 2 : indent, false);
    }
}

static bool yamlencode(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct emitter e = {.arena = call->arena, .text = buf_new(HCL_MAX_STRING)};
    struct value v = args[0];
    bool container = value_is_object(v) || hcl_is_sequence(v);
    if (!container) {
        emit_scalar(&e, v, 2);
        if (!value_is_string(v)) buf_puts(&e.text, "...\n");
    } else if (value_len(v) == 0) {
        buf_puts(&e.text, value_is_object(v) ? "{}\n" : "[]\n");
    } else {
        emit_items(&e, v, 0, false);
    }
    bool ok = e.text.failed ? error_set(call->err, &HCL_ERR_SIZE, "yamlencode: the text is too long")
                            : hcl_function_result(call, value_string(call->arena, (struct str){e.text.s, e.text.len}), out);
    buf_free(&e.text);
    return ok;
}

const struct hcl_function hcl_yaml[] = {
    {"yamldecode", "s", HCL_FN_PLAIN, yamldecode},
    {"yamlencode", "a?", HCL_FN_PLAIN, yamlencode},
    {NULL, NULL, 0, NULL},
};
