/* rego/builtins/common.c: see common.h. */
#include "rego/builtins/common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "base/vec.h"

bool operand_type(struct rego_call *call, const char *name, int position, struct value got, const char *wanted)
{
    return rego_operand_error(call, name, position, wanted, value_type_name(got));
}

bool operand_element(struct rego_call *call, const char *name, int position, struct value container, struct value got, const char *wanted)
{
    const char *kind = value_type_name(container);
    return error_set(call->err, &REGO_ERR_TYPE, "%s: operand %d must be %s of %ss but got %s containing %s", name, position, kind, wanted, kind,
                     value_type_name(got));
}

bool operand_text(struct rego_call *call, const char *name, int position, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_set(call->err, &REGO_ERR_TYPE, "%s: operand %d %s", name, position, text);
}

bool want_string(struct rego_call *call, const char *name, const struct value *in, int position, struct str *out)
{
    struct value v = in[position - 1];
    if (!value_is_string(v)) return operand_type(call, name, position, v, "string");
    *out = value_str(v);
    return true;
}

bool want_number(struct rego_call *call, const char *name, const struct value *in, int position)
{
    return value_is_number(in[position - 1]) || operand_type(call, name, position, in[position - 1], "number");
}

bool want_array(struct rego_call *call, const char *name, const struct value *in, int position)
{
    return value_is_array(in[position - 1]) || operand_type(call, name, position, in[position - 1], "array");
}

bool want_object(struct rego_call *call, const char *name, const struct value *in, int position)
{
    return value_is_object(in[position - 1]) || operand_type(call, name, position, in[position - 1], "object");
}

bool want_set(struct rego_call *call, const char *name, const struct value *in, int position)
{
    return value_is_set(in[position - 1]) || operand_type(call, name, position, in[position - 1], "set");
}

bool want_int(struct rego_call *call, const char *name, const struct value *in, int position, int64_t *out)
{
    struct value v = in[position - 1];
    if (!want_number(call, name, in, position)) return false;
    if (value_is_small_int(v)) {
        *out = value_small_int(v);
        return true;
    }
    char scratch[32];
    struct str text = value_number_text(v, scratch);
    bool exponent = memchr(text.s, 'e', text.len) || memchr(text.s, 'E', text.len);
    if (!exponent && value_number_to_int64(v, out)) return true;
    return operand_text(call, name, position, "must be integer number but got floating-point number");
}

bool give(struct rego_call *call, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || error_no_memory(call->err);
}

bool give_bool(bool b, struct value *out)
{
    *out = value_bool(b);
    return true;
}

bool give_int(struct rego_call *call, int64_t i, struct value *out) { return give(call, value_int(call->arena, i), out); }

struct value string_of_bytes(struct arena *arena, struct str s)
{
    size_t good = utf8_valid_prefix(s.s, s.len);
    if (good == s.len) return value_string(arena, s);
    struct buf buf = buf_new(0);
    while (s.len > 0) {
        buf_add(&buf, s.s, good);
        s.s += good, s.len -= good;
        if (s.len == 0) break;
        buf_puts(&buf, "\xEF\xBF\xBD");
        s.s++, s.len--;
        good = utf8_valid_prefix(s.s, s.len);
    }
    struct value v = buf.failed ? VALUE_NONE : value_string(arena, (struct str){buf.s ? buf.s : "", buf.len});
    buf_free(&buf);
    return v;
}

bool give_str(struct rego_call *call, struct str s, struct value *out) { return give(call, string_of_bytes(call->arena, s), out); }

bool give_buf(struct rego_call *call, const char *name, struct buf *buf, struct value *out)
{
    bool ok = !buf->failed && give_str(call, (struct str){buf->s ? buf->s : "", buf->len}, out);
    bool too_long = buf->failed && buf->max > 0;
    buf_free(buf);
    return ok || (too_long ? rego_builtin_error(call, name, "the result is too long") : error_no_memory(call->err));
}

/* The references of all unknowns in v, a bounded number of them. */
static bool collect_refs(struct rego_call *call, struct value v, struct values *refs, unsigned depth)
{
    if (!value_has_unknown(v) || refs->len >= 64 || depth > 200) return true;
    if (value_is_unknown(v)) {
        struct value list = value_unknown_refs(v);
        for (size_t i = 0; value_is_array(list) && i < value_len(list); i++)
            if (!values_add(call, refs, value_items(list)[i])) return false;
        return true;
    }
    if (value_is_array(v) || value_is_set(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!collect_refs(call, value_items(v)[i], refs, depth + 1)) return false;
    } else if (value_is_object(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!collect_refs(call, value_pairs(v)[i].key, refs, depth + 1) || !collect_refs(call, value_pairs(v)[i].value, refs, depth + 1))
                return false;
    }
    return true;
}

bool give_unknown(struct rego_call *call, const struct value *in, size_t n, struct value *out)
{
    struct values refs = {0};
    for (size_t i = 0; i < n; i++)
        if (!collect_refs(call, in[i], &refs, 0)) return false;
    struct value set = value_set(call->arena, refs.items, refs.len);
    if (value_is_none(set)) return error_no_memory(call->err);
    struct value list = value_array(call->arena, value_items(set), value_len(set));
    if (value_is_none(list)) return error_no_memory(call->err);
    return give(call, value_unknown(call->arena, list, VALUE_NONE), out);
}

bool give_arith(struct rego_call *call, const char *name, enum arith_status status)
{
    if (status == ARITH_OK) return true;
    if (status == ARITH_NO_MEMORY) return error_no_memory(call->err);
    return rego_builtin_error(call, name, "%s", arith_status_text(status));
}

#define MAX_NODES ((size_t)1 << 26)   /* of a value written out: values share their parts, so a small one may be without end */

/* One more node: is there still room, and time? */
static bool step(struct rego_call *call, size_t *nodes, unsigned depth)
{
    if (++*nodes > MAX_NODES || depth > MAX_DEPTH) return false;
    return *nodes % 65536 != 0 || !out_of_time(call, "json");
}

/* 1: it is, 0: it is not, -1: it is too large to say. */
static int is_plain(struct rego_call *call, struct value v, size_t *nodes, unsigned depth)
{
    if (!step(call, nodes, depth)) return -1;
    if (value_is_set(v)) return 0;
    size_t n = value_is_array(v) || value_is_object(v) ? value_len(v) : 0;
    for (size_t i = 0; i < n; i++) {
        if (value_is_object(v) && !value_is_string(value_pairs(v)[i].key)) return 0;
        int plain = is_plain(call, value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i], nodes, depth + 1);
        if (plain != 1) return plain;
    }
    return 1;
}

static struct value key_text(struct rego_call *call, struct value key)
{
    if (value_is_string(key)) return key;
    struct buf buf = buf_new(MAX_STRING);
    json_write_key_text(&buf, key);
    struct value v = buf.failed ? VALUE_NONE : value_string(call->arena, (struct str){buf.s, buf.len});
    buf_free(&buf);
    return v;
}

static struct value make_plain(struct rego_call *call, struct value v, size_t *nodes, unsigned depth)
{
    if (!step(call, nodes, depth)) return VALUE_NONE;
    if (value_is_array(v) || value_is_set(v)) {
        struct values list = {0};
        for (size_t i = 0; i < value_len(v); i++)
            if (!values_add(call, &list, make_plain(call, value_items(v)[i], nodes, depth + 1))) return VALUE_NONE;
        return value_array(call->arena, list.items, list.len);
    }
    if (!value_is_object(v)) return v;
    struct pairs pairs = {0};
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!pairs_add(call, &pairs, key_text(call, pair.key), make_plain(call, pair.value, nodes, depth + 1))) return VALUE_NONE;
    }
    return value_object(call->arena, pairs.items, pairs.len);
}

struct value plain_json(struct rego_call *call, struct value v)
{
    size_t nodes = 0;
    int plain = is_plain(call, v, &nodes, 0);
    nodes = 0;
    return plain == 1 ? v : plain == 0 ? make_plain(call, v, &nodes, 0) : VALUE_NONE;
}

struct value json_float(struct arena *arena, double d)
{
    char text[40];
    if (d == floor(d) && fabs(d) < 1e15) return value_int(arena, (int64_t)d);
    arith_print_double(d, text);
    double size = fabs(d);
    if (size < 1e-6 || size >= 1e21) {
        char *e = strchr(text, 'e');   /* e-09 is written e-9 */
        if (e && e[1] == '-' && e[2] == '0' && e[3]) memmove(e + 2, e + 3, strlen(e + 3) + 1);
        return value_number(arena, str_of(text));
    }
    char plain[400];
    for (int precision = 0; precision <= 30; precision++) {
        snprintf(plain, sizeof plain, "%.*f", precision, d);
        if (strtod(plain, NULL) == d) break;
    }
    return value_number(arena, str_of(plain));
}

void quote(struct buf *out, struct str s, bool ascii_only)
{
    static const char escapes[] = "\aa\bb\ff\nn\rr\tt\vv\\\\\"\"";
    size_t size;
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i += size) {
        uint32_t rune = utf8_decode(s.s + i, s.len - i, &size);
        const char *escape = NULL;
        for (const char *p = escapes; *p; p += 2)
            if ((uint32_t)(unsigned char)*p == rune) escape = p + 1;
        if (escape) buf_printf(out, "\\%c", *escape);
        else if (rune == UTF8_REPLACEMENT && size == 1) buf_printf(out, "\\x%02x", (unsigned char)s.s[i]);
        else if (unicode_is_printable(rune) && (rune < 0x80 || !ascii_only)) buf_add(out, s.s + i, size);
        else if (rune < ' ' || rune == 0x7F) buf_printf(out, "\\x%02x", rune);
        else if (rune < 0x10000) buf_printf(out, "\\u%04x", rune);
        else buf_printf(out, "\\U%08x", rune);
    }
    buf_add_char(out, '"');
}

bool out_of_time(struct rego_call *call, const char *name)
{
    if (!call->deadline_ns || *call->deadline_ns == 0) return false;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if ((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec < *call->deadline_ns) return false;
    error_set(call->err, &REGO_ERR_CANCEL, "%s: timed out before the result was complete", name);
    return true;
}

bool out_of_depth(struct rego_call *call, const char *name)
{
    rego_builtin_error(call, name, "the value is nested too deeply");
    return true;
}

bool values_add(struct rego_call *call, struct values *list, struct value v)
{
    struct value *slot = vec_push(call->arena, list);
    if (!slot || value_is_none(v)) return error_no_memory(call->err);
    *slot = v;
    return true;
}

bool pairs_add(struct rego_call *call, struct pairs *list, struct value key, struct value v)
{
    struct value_pair *slot = vec_push(call->arena, list);
    if (!slot || value_is_none(key) || value_is_none(v)) return error_no_memory(call->err);
    *slot = (struct value_pair){key, v};
    return true;
}

bool set_has(struct value set, struct value x)
{
    size_t low = 0, high = value_len(set);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = value_compare(value_items(set)[middle], x);
        if (order == 0) return true;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return false;
}
