/* hcl/values.c: strings of numbers, unknowns and their parts, equality, JSON text with holes. */
#include "hcl/values.h"

#include "base/utf8.h"
#include "hcl/parser.h"
#include "hcl/unicode.h"
#include "value/arith.h"
#include "value/json.h"

#define MAX_DECIMALS 1300000   /* digits in the text of one number: what ARITH_MAX_BITS can hold */

const char *hcl_type_name(struct value v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return "null";
    case VALUE_BOOL: return "bool";
    case VALUE_NUMBER: return "number";
    case VALUE_STRING: return "string";
    case VALUE_ARRAY: return "list";
    case VALUE_OBJECT: return "object";
    case VALUE_SET: return "set";
    case VALUE_UNKNOWN: return "unknown";
    case VALUE_UNDEFINED: break;
    }
    return "nothing";
}

bool hcl_is_sequence(struct value v) { return value_is_array(v) || value_is_set(v); }

/* --- numbers as text --- */

struct decimal { bool negative; const char *digits; size_t n; int64_t point; };   /* 0.DIGITS × 10^point, no zeros at either end */

static bool read_decimal(struct arena *arena, struct str text, struct decimal *out)
{
    char *digits = arena_alloc(arena, text.len + 1);
    if (!digits) return false;
    size_t n = 0, i = 0;
    int64_t point = 0, exponent = 0;
    bool seen_point = false;
    out->negative = text.len && text.s[0] == '-';
    for (i = out->negative; i < text.len; i++) {
        char c = text.s[i];
        if (c == '.') seen_point = true;
        else if (c < '0' || c > '9') break;
        else {
            if (n || c != '0') digits[n++] = c;
            else if (seen_point) point--;
            if (!seen_point && n) point++;
        }
    }
    if (i < text.len) {
        bool minus = false;
        for (i++; i < text.len; i++) {
            if (text.s[i] == '-') minus = true;
            else if (text.s[i] != '+' && exponent < 100000000) exponent = exponent * 10 + (text.s[i] - '0');
        }
        if (minus) exponent = -exponent;
    }
    while (n && digits[n - 1] == '0') n--;
    if (n == 0) point = exponent = 0;
    out->digits = digits;
    out->n = n;
    out->point = point + exponent;
    return true;
}

static struct str write_decimal(struct arena *arena, const struct decimal *d)
{
    int64_t before = d->point > 0 ? d->point : 0, zeros = d->point < 0 ? -d->point : 0;
    if (before > MAX_DECIMALS || zeros > MAX_DECIMALS) return (struct str){NULL, 0};
    size_t cap = (size_t)before + (size_t)zeros + d->n + 4, len = 0;
    char *s = arena_alloc(arena, cap);
    if (!s) return (struct str){NULL, 0};
    if (d->negative && d->n) s[len++] = '-';
    if (before == 0) s[len++] = '0';
    for (int64_t i = 0; i < before; i++) s[len++] = (size_t)i < d->n ? d->digits[i] : '0';
    if ((int64_t)d->n > before) {
        s[len++] = '.';
        for (int64_t i = 0; i < zeros; i++) s[len++] = '0';
        for (size_t i = (size_t)before; i < d->n; i++) s[len++] = d->digits[i];
    }
    s[len] = 0;
    return (struct str){s, len};
}

struct str hcl_number_text(struct arena *arena, struct value number)
{
    char scratch[32];
    struct str text = value_number_text(number, scratch);
    if (value_is_small_int(number)) {
        char *copy = arena_strndup(arena, text.s, text.len);
        return (struct str){copy, text.len};
    }
    struct decimal d;
    if (!read_decimal(arena, text, &d)) return (struct str){NULL, 0};
    if (d.n > 154) {   /* more digits than 512 bits hold: what Terraform would have kept of them */
        struct value rounded;
        if (arith_add(arena, number, value_small(0), ARITH_PRECISION_HCL, &rounded) != ARITH_OK) return (struct str){NULL, 0};
        text = value_number_text(rounded, scratch);
        if (!read_decimal(arena, text, &d)) return (struct str){NULL, 0};
    }
    return write_decimal(arena, &d);
}

struct value hcl_string(struct arena *arena, struct str s)
{
    struct str normal = hcl_nfc(arena, s);
    return normal.s || normal.len == 0 ? value_string(arena, normal) : VALUE_NONE;
}

/* --- primitive conversions --- */

bool hcl_to_string(struct arena *arena, struct value v, struct value *out, struct error *err)
{
    *out = v;
    if (value_is_string(v) || value_is_unknown(v) || value_is_null(v)) return true;
    if (value_is_bool(v)) *out = value_cstring(arena, value_is_true(v) ? "true" : "false");
    else if (value_is_number(v)) {
        struct str text = hcl_number_text(arena, v);
        if (!text.s && !arena->failed) return error_set(err, &HCL_ERR_SIZE, "the number has too many digits to be written out");
        *out = text.s ? value_string(arena, text) : VALUE_NONE;
    } else return error_set(err, &HCL_ERR_TYPE, "string required, found %s", hcl_type_name(v));
    return value_is_none(*out) ? error_no_memory(err) : true;
}

bool hcl_to_number(struct arena *arena, struct value v, struct value *out, struct error *err)
{
    *out = v;
    if (value_is_number(v) || value_is_unknown(v) || value_is_null(v)) return true;
    if (value_is_string(v) && hcl_number_literal(arena, value_str(v), out)) return true;
    if (arena->failed) return error_no_memory(err);
    return error_set(err, &HCL_ERR_TYPE, "a number is required, found %s", hcl_type_name(v));
}

bool hcl_to_bool(struct arena *arena, struct value v, struct value *out, struct error *err)
{
    (void)arena;
    *out = v;
    if (value_is_bool(v) || value_is_unknown(v) || value_is_null(v)) return true;
    if (value_is_string(v)) {
        struct str s = value_str(v);
        if (str_is(s, "true") || str_is(s, "1")) return *out = VALUE_TRUE, true;
        if (str_is(s, "false") || str_is(s, "0")) return *out = VALUE_FALSE, true;
    }
    return error_set(err, &HCL_ERR_TYPE, "a bool is required, found %s", hcl_type_name(v));
}

/* --- unknowns --- */

struct refs { struct value items[HCL_MAX_REFS]; size_t n; };

static void add_refs(struct refs *refs, struct value v)
{
    if (value_is_none(v) || !value_has_unknown(v) || refs->n == HCL_MAX_REFS) return;
    if (value_is_unknown(v)) {
        struct value list = value_unknown_refs(v);
        for (size_t i = 0; value_is_array(list) && i < value_len(list); i++) {
            struct value ref = value_items(list)[i];
            size_t j = 0;
            while (j < refs->n && !value_equal(refs->items[j], ref)) j++;
            if (j == refs->n && refs->n < HCL_MAX_REFS) refs->items[refs->n++] = ref;
        }
    } else if (value_is_object(v)) {
        for (size_t i = 0; i < value_len(v); i++) add_refs(refs, value_pairs(v)[i].value);
    } else {
        for (size_t i = 0; i < value_len(v); i++) add_refs(refs, value_items(v)[i]);
    }
}

struct value hcl_unknown_of(struct arena *arena, const struct value *values, size_t n)
{
    struct refs refs = {.n = 0};
    for (size_t i = 0; i < n; i++) add_refs(&refs, values[i]);
    struct value list = value_array(arena, refs.items, refs.n);
    return value_is_none(list) ? VALUE_NONE : value_unknown(arena, list, VALUE_NONE);
}

struct value hcl_unknown_from(struct arena *arena, struct value a, struct value b)
{
    struct value both[] = {a, b};
    return hcl_unknown_of(arena, both, 2);
}

/* Pieces with neighbouring strings joined and the parts of unknowns in their place. */
static bool flatten_parts(struct arena *arena, const struct value *pieces, size_t n, struct value *out, size_t *len, struct buf *text)
{
    for (size_t i = 0; i < n; i++) {
        if (value_is_string(pieces[i])) {
            buf_add_str(text, value_str(pieces[i]));
            continue;
        }
        struct value parts = value_unknown_parts(pieces[i]);
        if (!value_is_none(parts)) {
            if (!flatten_parts(arena, value_items(parts), value_len(parts), out, len, text)) return false;
            continue;
        }
        if (text->len) {
            out[(*len)++] = hcl_string(arena, (struct str){text->s, text->len});
            buf_clear(text);
        }
        out[(*len)++] = pieces[i];
    }
    return !text->failed;
}

static size_t count_parts(const struct value *pieces, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += value_is_unknown(pieces[i]) && !value_is_none(value_unknown_parts(pieces[i])) ? 2 * value_len(value_unknown_parts(pieces[i])) : 2;
    return total + 1;
}

struct value hcl_string_of_parts(struct arena *arena, const struct value *pieces, size_t n)
{
    if (n == 1) return pieces[0];
    struct buf text = buf_new(HCL_MAX_STRING);
    struct value *flat = arena_array(arena, count_parts(pieces, n), sizeof *flat), result = VALUE_NONE;
    size_t len = 0;
    if (flat && flatten_parts(arena, pieces, n, flat, &len, &text)) {
        if (len == 0) {
            result = hcl_string(arena, (struct str){text.s, text.len});
        } else {
            if (text.len) flat[len++] = hcl_string(arena, (struct str){text.s, text.len});
            struct value whole = hcl_unknown_of(arena, flat, len), parts = value_array(arena, flat, len);
            if (!value_is_none(whole) && !value_is_none(parts)) result = len == 1 ? flat[0] : value_unknown(arena, value_unknown_refs(whole), parts);
        }
    }
    buf_free(&text);
    return result;
}

/* --- equality --- */

enum verdict { NO, YES, MAYBE };

/* A string of which only the beginning or end is known still differs from null, from other types, and from strings that begin or end otherwise. */
static enum verdict equal_unknown(struct value unknown, struct value other)
{
    struct value parts = value_unknown_parts(unknown);
    if (value_is_none(parts) || value_is_unknown(other)) return MAYBE;
    if (!value_is_string(other)) return NO;
    struct value first = value_items(parts)[0], last = value_items(parts)[value_len(parts) - 1];
    if (value_is_string(first) && !str_has_prefix(value_str(other), value_str(first))) return NO;
    return value_is_string(last) && !str_has_suffix(value_str(other), value_str(last)) ? NO : MAYBE;
}

static enum verdict equal(struct value a, struct value b)
{
    if (value_is_unknown(a)) return equal_unknown(a, b);
    if (value_is_unknown(b)) return equal_unknown(b, a);
    if (!value_has_unknown(a) && !value_has_unknown(b)) return value_equal(a, b) ? YES : NO;
    if (value_type(a) != value_type(b)) return NO;
    if (value_is_set(a)) return MAYBE;   /* unknown members may turn out to be the same */
    if (value_len(a) != value_len(b)) return NO;
    enum verdict all = YES;
    for (size_t i = 0; i < value_len(a); i++) {
        enum verdict one;
        if (value_is_object(a)) {
            if (!value_equal(value_pairs(a)[i].key, value_pairs(b)[i].key)) return NO;
            one = equal(value_pairs(a)[i].value, value_pairs(b)[i].value);
        } else {
            one = equal(value_items(a)[i], value_items(b)[i]);
        }
        if (one == NO) return NO;
        if (one == MAYBE) all = MAYBE;
    }
    return all;
}

struct value hcl_equal(struct arena *arena, struct value a, struct value b)
{
    switch (equal(a, b)) {
    case NO: return VALUE_FALSE;
    case YES: return VALUE_TRUE;
    case MAYBE: break;
    }
    return hcl_unknown_from(arena, a, b);
}

/* --- JSON text with holes --- */

struct encoder { struct arena *arena; struct buf text; VEC(struct value) pieces; struct error *err; };

static bool flush_text(struct encoder *e)
{
    if (e->text.len == 0) return true;
    struct value *piece = vec_push(e->arena, &e->pieces);
    if (!piece) return false;
    *piece = value_string(e->arena, (struct str){e->text.s, e->text.len});
    buf_clear(&e->text);
    return !value_is_none(*piece);
}

/* As Go's encoding/json writes strings: < > & and the two line separators escaped. */
static void encode_text(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if (c == '"' || c == '\\') {
            buf_add_char(out, '\\');
            buf_add_char(out, (char)c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            buf_add_char(out, '\\');
            buf_add_char(out, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        } else if (c == '\b' || c == '\f') {
            buf_puts(out, c == '\b' ? "\\b" : "\\f");
        } else if (c < 0x20 || c == '<' || c == '>' || c == '&') {
            buf_puts(out, "\\u00");
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        } else if (c == 0xE2 && i + 2 < s.len && s.s[i + 1] == '\x80' && (s.s[i + 2] == '\xa8' || s.s[i + 2] == '\xa9')) {
            buf_puts(out, s.s[i + 2] == '\xa8' ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            buf_add_char(out, (char)c);
        }
    }
}

static bool encode_unknown(struct encoder *e, struct value v)
{
    struct value parts = value_unknown_parts(v);
    if (value_is_none(parts)) {
        struct value *piece = flush_text(e) ? vec_push(e->arena, &e->pieces) : NULL;
        if (!piece) return false;
        *piece = v;
        return true;
    }
    buf_add_char(&e->text, '"');
    for (size_t i = 0; i < value_len(parts); i++) {
        struct value part = value_items(parts)[i];
        if (value_is_string(part)) encode_text(&e->text, value_str(part));
        else if (!encode_unknown(e, part)) return false;
    }
    return buf_add_char(&e->text, '"');
}

static bool encode(struct encoder *e, struct value v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return buf_puts(&e->text, "null");
    case VALUE_BOOL: return buf_puts(&e->text, value_is_true(v) ? "true" : "false");
    case VALUE_NUMBER: {
        struct str text = hcl_number_text(e->arena, v);
        return text.s && buf_add_str(&e->text, text);
    }
    case VALUE_STRING:
        buf_add_char(&e->text, '"');
        encode_text(&e->text, value_str(v));
        return buf_add_char(&e->text, '"');
    case VALUE_ARRAY:
    case VALUE_SET:
        buf_add_char(&e->text, '[');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_add_char(&e->text, ',');
            if (!encode(e, value_items(v)[i])) return false;
        }
        return buf_add_char(&e->text, ']');
    case VALUE_OBJECT:
        buf_add_char(&e->text, '{');
        for (size_t i = 0; i < value_len(v); i++) {
            if (i) buf_add_char(&e->text, ',');
            buf_add_char(&e->text, '"');
            encode_text(&e->text, value_str(value_pairs(v)[i].key));
            buf_puts(&e->text, "\":");
            if (!encode(e, value_pairs(v)[i].value)) return false;
        }
        return buf_add_char(&e->text, '}');
    case VALUE_UNKNOWN: return encode_unknown(e, v);
    case VALUE_UNDEFINED: break;
    }
    return false;
}

bool hcl_jsonencode(struct arena *arena, struct value v, struct value *out, struct error *err)
{
    struct encoder e = {.arena = arena, .text = buf_new(HCL_MAX_STRING)};
    bool ok = encode(&e, v) && !e.text.failed && flush_text(&e);
    buf_free(&e.text);
    *out = VALUE_NONE;
    if (ok) *out = value_is_unknown(v) && value_is_none(value_unknown_parts(v)) ? v : hcl_string_of_parts(arena, e.pieces.items, e.pieces.len);
    if (!value_is_none(*out)) return true;
    return arena->failed ? error_no_memory(err) : error_set(err, &HCL_ERR_SIZE, "the JSON text is too long");
}

/* A private use character that does not stand in any of the known parts. */
static bool pick_mark(struct value parts, char mark[4], size_t *len)
{
    for (uint32_t rune = 0xF8FF; rune > 0xF8C0; rune--) {
        bool used = false;
        *len = utf8_encode(rune, mark);
        for (size_t i = 0; i < value_len(parts) && !used; i++) {
            struct value part = value_items(parts)[i];
            used = value_is_string(part) && str_find(value_str(part), (struct str){mark, *len}, 0) != SIZE_MAX;
        }
        if (!used) return true;
    }
    return false;
}

/* The JSON text with MARK index MARK for every hole, in quotes where the hole stands for a whole value. */
static bool fill_holes(struct value parts, struct str mark, struct buf *text)
{
    bool in_string = false;
    for (size_t i = 0; i < value_len(parts); i++) {
        struct value part = value_items(parts)[i];
        if (value_is_unknown(part)) {
            if (!in_string) buf_add_char(text, '"');
            buf_add_str(text, mark);
            buf_printf(text, "%zu", i);
            buf_add_str(text, mark);
            if (!in_string) buf_add_char(text, '"');
            continue;
        }
        struct str s = value_str(part);
        for (size_t j = 0; j < s.len; j++) {
            if (s.s[j] == '"') in_string = !in_string;
            else if (s.s[j] == '\\' && in_string) j++;
        }
        buf_add_str(text, s);
    }
    return !text->failed;
}

struct restore { struct arena *arena; struct value parts; struct str mark; };

static struct value restore_string(const struct restore *r, struct value v)
{
    struct str s = value_str(v);
    if (str_find(s, r->mark, 0) == SIZE_MAX) return v;
    VEC(struct value) pieces = {0};
    for (size_t at = 0; at < s.len;) {
        size_t open = str_find(s, r->mark, at), end = open == SIZE_MAX ? s.len : open;
        if (end > at) {
            struct value *piece = vec_push(r->arena, &pieces);
            if (!piece) return VALUE_NONE;
            *piece = value_string(r->arena, (struct str){s.s + at, end - at});
        }
        if (open == SIZE_MAX) break;
        size_t index = 0, i = open + r->mark.len;
        while (i < s.len && s.s[i] >= '0' && s.s[i] <= '9') index = index * 10 + (size_t)(s.s[i++] - '0');
        struct value *piece = vec_push(r->arena, &pieces);
        if (!piece || index >= value_len(r->parts)) return VALUE_NONE;
        *piece = value_items(r->parts)[index];
        at = i + r->mark.len;
    }
    return hcl_string_of_parts(r->arena, pieces.items, pieces.len);
}

static struct value restore(const struct restore *r, struct value v)
{
    if (value_is_string(v)) return restore_string(r, v);
    size_t n = value_is_array(v) || value_is_object(v) ? value_len(v) : 0;
    if (n == 0) return v;
    if (value_is_array(v)) {
        struct value *items = arena_array(r->arena, n, sizeof *items);
        for (size_t i = 0; items && i < n; i++)
            if (value_is_none(items[i] = restore(r, value_items(v)[i]))) return VALUE_NONE;
        return items ? value_array(r->arena, items, n) : VALUE_NONE;
    }
    struct value_pair *pairs = arena_array(r->arena, n, sizeof *pairs);
    for (size_t i = 0; pairs && i < n; i++) {
        pairs[i].key = restore_string(r, value_pairs(v)[i].key);
        pairs[i].value = restore(r, value_pairs(v)[i].value);
        if (value_is_none(pairs[i].key) || value_is_none(pairs[i].value)) return VALUE_NONE;
        if (!value_is_string(pairs[i].key)) return hcl_unknown_from(r->arena, pairs[i].key, pairs[i].value);   /* which names there are is not known */
    }
    return pairs ? value_object(r->arena, pairs, n) : VALUE_NONE;
}

static bool decode_parts(struct arena *arena, struct value text, struct value *out, struct error *err)
{
    struct value parts = value_unknown_parts(text), tree = VALUE_NONE;
    char mark[4];
    size_t mark_len;
    *out = hcl_unknown_from(arena, text, VALUE_NONE);
    if (!pick_mark(parts, mark, &mark_len)) return true;
    struct buf filled = buf_new(HCL_MAX_STRING);
    struct restore r = {arena, parts, {mark, mark_len}};
    bool read = fill_holes(parts, r.mark, &filled) && json_read(arena, (struct str){filled.s, filled.len}, NULL, &tree, NULL, NULL);
    buf_free(&filled);
    if (read) tree = restore(&r, tree);
    if (read && !value_is_none(tree)) *out = tree;   /* what is no JSON with the holes as values may be JSON once they are known */
    return arena->failed ? error_no_memory(err) : true;
}

bool hcl_jsondecode(struct arena *arena, struct value text, struct value *out, struct error *err)
{
    if (value_is_unknown(text)) {
        *out = text;
        return value_is_none(value_unknown_parts(text)) || decode_parts(arena, text, out, err);
    }
    if (!value_is_string(text)) return error_set(err, &HCL_ERR_TYPE, "JSON text must be a string, found %s", hcl_type_name(text));
    return json_read(arena, value_str(text), NULL, out, NULL, err);
}
