/* rego/builtins/yaml_write.c: value → YAML in blocks, two spaces a level, as go.yaml.in/yaml/v3 writes it: a string stands plain where it
 * would be read back as itself, in '' or "" where it would not, and as a | block when it has several lines. */
#include "rego/builtins/yaml_text.h"

#include <math.h>
#include <stdlib.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "rego/builtins/common.h"
#include "value/yaml_scalar.h"

enum style { PLAIN, SINGLE, DOUBLE, LITERAL };

static bool is_printable(uint32_t rune)
{
    return rune == '\n' || (rune >= 0x20 && rune <= 0x7E) || rune == 0x85 || (rune >= 0xA0 && rune <= 0xD7FF) ||
           (rune >= 0xE000 && rune <= 0xFFFD && rune != 0xFEFF);   /* the writer we follow escapes what is beyond 16 bits */
}

static bool is_break(uint32_t rune) { return rune == '\n' || rune == '\r' || rune == 0x85 || rune == 0x2028 || rune == 0x2029; }

/* What a string holds that decides how it can be written in block context. */
struct traits { bool indicator, breaks, special, tab, lead_space, lead_break, tail_space, tail_break, break_space, space_break; };

static struct traits analyse(struct str s)
{
    struct traits t = {.indicator = str_has_prefix(s, STR("---")) || str_has_prefix(s, STR("..."))};
    bool before_blank = true, was_space = false, was_break = false;
    size_t size;
    for (size_t i = 0; i < s.len; i += size) {
        uint32_t c = utf8_decode(s.s + i, s.len - i, &size), next = 0;
        size_t ignored;
        if (i + size < s.len) next = utf8_decode(s.s + i + size, s.len - i - size, &ignored);
        bool last = i + size >= s.len, blank_next = last || next == ' ' || next == '\t' || is_break(next);
        if (i == 0 && c < 0x80 && strchr("#,[]{}&*!|>'\"%@`", (int)c)) t.indicator = true;
        if (i == 0 && (c == '?' || c == '-') && blank_next) t.indicator = true;
        if (c == ':' && blank_next) t.indicator = true;
        if (i > 0 && c == '#' && before_blank) t.indicator = true;
        if (c == '\t') t.tab = true;
        else if (!is_printable(c) && !is_break(c)) t.special = true;
        else if (!is_printable(c) && c == '\r') t.special = true;
        if (is_break(c)) t.breaks = true;
        if (c == ' ') {
            if (i == 0) t.lead_space = true;
            if (last) t.tail_space = true;
            if (was_break) t.break_space = true;
            was_space = true, was_break = false;
        } else if (is_break(c)) {
            if (i == 0) t.lead_break = true;
            if (last) t.tail_break = true;
            if (was_space) t.space_break = true;
            was_break = true, was_space = false;
        } else {
            was_space = was_break = false;
        }
        before_blank = c == ' ' || c == '\t' || is_break(c);
    }
    return t;
}

static bool is_old_bool(struct str s)
{
    static const char *const words[] = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(s, words[i])) return true;
    return false;
}

/* 12:30:45: a number in base 60 to YAML 1.1. */
static bool is_base60(struct str s)
{
    size_t i = 0, groups = 0;
    if (i < s.len && (s.s[i] == '-' || s.s[i] == '+')) i++;
    if (i >= s.len || s.s[i] < '0' || s.s[i] > '9') return false;
    while (i < s.len && ((s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '_')) i++;
    while (i < s.len && s.s[i] == ':') {
        size_t n = 0;
        i++;
        if (i + 1 < s.len && s.s[i] >= '0' && s.s[i] <= '5' && s.s[i + 1] >= '0' && s.s[i + 1] <= '9') n = 2;
        else if (i < s.len && s.s[i] >= '0' && s.s[i] <= '9') n = 1;
        if (n == 0) return false;
        i += n;
        groups++;
    }
    if (groups > 0 && i < s.len && s.s[i] == '.')
        for (i++; i < s.len && ((s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '_');) i++;
    return groups > 0 && i == s.len;
}

static enum style style_of(struct str s, bool is_key)
{
    struct traits t = analyse(s);
    bool lines = s.len > 0 && memchr(s.s, '\n', s.len) != NULL;
    bool single = !t.break_space && !t.space_break && !t.tab && !t.special;
    if (lines) return is_key || t.tail_space || t.space_break || t.special ? DOUBLE : LITERAL;
    enum yaml_kind kind = yaml_resolve(s).kind;
    if ((kind != YAML_STRING && kind != YAML_MERGE) || is_base60(s) || is_old_bool(s)) return DOUBLE;
    if (single && !t.indicator && !t.breaks && !t.lead_space && !t.lead_break && !t.tail_space && !t.tail_break) return PLAIN;
    return single && !(t.breaks && is_key) ? SINGLE : DOUBLE;
}

static void indent(struct buf *out, unsigned depth)
{
    for (unsigned i = 0; i < depth && !out->failed; i++) buf_puts(out, "  ");
}

static void put_double(struct buf *out, struct str s)
{
    size_t size;
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i += size) {
        uint32_t c = utf8_decode(s.s + i, s.len - i, &size);
        if (is_printable(c) && !is_break(c) && c != '"' && c != '\\') {
            buf_add(out, s.s + i, size);
            continue;
        }
        switch (c) {
        case 0: buf_puts(out, "\\0"); break;
        case 7: buf_puts(out, "\\a"); break;
        case 8: buf_puts(out, "\\b"); break;
        case 9: buf_puts(out, "\\t"); break;
        case 10: buf_puts(out, "\\n"); break;
        case 11: buf_puts(out, "\\v"); break;
        case 12: buf_puts(out, "\\f"); break;
        case 13: buf_puts(out, "\\r"); break;
        case 0x1B: buf_puts(out, "\\e"); break;
        case '"': buf_puts(out, "\\\""); break;
        case '\\': buf_puts(out, "\\\\"); break;
        case 0x85: buf_puts(out, "\\N"); break;
        case 0x2028: buf_puts(out, "\\L"); break;
        case 0x2029: buf_puts(out, "\\P"); break;
        default: buf_printf(out, c <= 0xFF ? "\\x%02X" : c <= 0xFFFF ? "\\u%04X" : "\\U%08X", c); break;
        }
    }
    buf_add_char(out, '"');
}

static void put_literal(struct buf *out, struct str s, unsigned depth)
{
    buf_add_char(out, '|');
    if (s.s[0] == ' ' || s.s[0] == '\n') buf_add_char(out, '2');
    size_t end = s.len;
    if (s.s[end - 1] != '\n') buf_add_char(out, '-');
    else if (end == 1 || s.s[end - 2] == '\n') buf_add_char(out, '+');
    buf_add_char(out, '\n');
    for (size_t i = 0; i < s.len;) {
        const char *line = memchr(s.s + i, '\n', s.len - i);
        size_t n = line ? (size_t)(line - s.s) - i : s.len - i;
        if (n > 0) indent(out, depth);
        buf_add(out, s.s + i, n);
        i += n + 1;
        if (line && i < s.len) buf_add_char(out, '\n');
    }
    if (s.len >= 1 && s.s[s.len - 1] == '\n' && (s.len == 1 || s.s[s.len - 2] == '\n')) return;
}

static void put_string(struct buf *out, struct str s, unsigned depth, bool is_key)
{
    switch (style_of(s, is_key)) {
    case PLAIN: buf_add_str(out, s); break;
    case SINGLE:
        buf_add_char(out, '\'');
        for (size_t i = 0; i < s.len; i++) {
            if (s.s[i] == '\'') buf_add_char(out, '\'');
            buf_add_char(out, s.s[i]);
        }
        buf_add_char(out, '\'');
        break;
    case DOUBLE: put_double(out, s); break;
    case LITERAL: put_literal(out, s, depth); break;
    }
}

/* Through YAML's own numbers: 64 bits, then a double. */
static void put_number(struct buf *out, struct value v)
{
    char scratch[40];
    struct str text = value_number_text(v, scratch);
    struct yaml_scalar n = yaml_resolve(text);
    if (n.kind == YAML_INT) {
        buf_printf(out, "%s%llu", n.negative && n.magnitude ? "-" : "", (unsigned long long)n.magnitude);
    } else {
        char real[40];
        double d = value_number_to_double(v);
        if (isinf(d)) {
            put_double(out, text);
            return;
        }
        arith_print_double(d, real);
        buf_puts(out, real);
    }
}

/* --- the order of keys: letters by letters, numbers inside by worth --- */


static bool is_number(uint32_t c) { return c >= '0' && c <= '9'; }

static uint32_t rune_at(struct str s, size_t i, size_t *size)
{
    if (i < s.len) return utf8_decode(s.s + i, s.len - i, size);
    *size = 0;
    return 0;
}

static int compare_keys(const void *x, const void *y)
{
    struct str a = value_str(((const struct value_pair *)x)->key), b = value_str(((const struct value_pair *)y)->key);
    size_t i = 0, size_a, size_b;
    bool digits = false;
    while (i < a.len && i < b.len) {
        uint32_t ca = rune_at(a, i, &size_a), cb = rune_at(b, i, &size_b);
        if (ca == cb) {
            digits = is_number(ca);
            i += size_a;
            continue;
        }
        bool la = unicode_is_letter(ca), lb = unicode_is_letter(cb);
        if (la && lb) return ca < cb ? -1 : 1;
        if (la || lb) return (digits ? la : lb) ? -1 : 1;
        int64_t na = 0, nb = 0;
        if (ca == '0' || cb == '0')
            for (size_t j = i; j-- > 0 && is_number((unsigned char)a.s[j]);)
                if (a.s[j] != '0') {
                    na = nb = 1;
                    break;
                }
        size_t ea = i, eb = i;
        for (; ea < a.len && is_number((unsigned char)a.s[ea]) && na < INT64_MAX / 20; ea++) na = na * 10 + (a.s[ea] - '0');
        for (; eb < b.len && is_number((unsigned char)b.s[eb]) && nb < INT64_MAX / 20; eb++) nb = nb * 10 + (b.s[eb] - '0');
        if (na != nb) return na < nb ? -1 : 1;
        if (ea != eb) return ea < eb ? -1 : 1;
        return ca < cb ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

/* --- collections --- */

static bool is_block(struct value v) { return (value_is_array(v) || value_is_object(v)) && value_len(v) > 0; }

static void put_value(struct buf *out, struct value v, unsigned depth, unsigned nesting);

/* After "key:" or at the start of a line; `here`: the first entry goes on this line (after "- "). */
static void put_block(struct buf *out, struct value v, unsigned depth, bool here, unsigned nesting)
{
    size_t n = value_len(v);
    struct value_pair *pairs = NULL;
    if (nesting > MAX_DEPTH) out->failed = true;
    if (value_is_object(v)) {
        pairs = malloc(n * sizeof *pairs);
        if (!pairs) out->failed = true;
        if (pairs) memcpy(pairs, value_pairs(v), n * sizeof *pairs);
        if (pairs) qsort(pairs, n, sizeof *pairs, compare_keys);
    }
    for (size_t i = 0; i < n && !out->failed; i++) {
        if (i > 0 || !here) indent(out, depth);
        if (pairs) {
            struct str key = value_str(pairs[i].key);
            bool complex = key.len > 128 || analyse(key).breaks;   /* no simple key */
            if (complex) buf_puts(out, "? ");
            put_string(out, key, depth + 1, !complex);
            if (complex) {
                buf_add_char(out, '\n');
                indent(out, depth);
            }
            buf_add_char(out, ':');
        } else {
            buf_add_char(out, '-');
        }
        struct value item = pairs ? pairs[i].value : value_items(v)[i];
        if (is_block(item) && pairs) {
            buf_add_char(out, '\n');
            put_block(out, item, depth + 1, false, nesting + 1);
            continue;
        }
        buf_add_char(out, ' ');
        if (is_block(item)) {
            put_block(out, item, depth + 1, true, nesting + 1);
        } else {
            put_value(out, item, depth + 1, nesting + 1);
            buf_add_char(out, '\n');
        }
    }
    free(pairs);
}

static void put_value(struct buf *out, struct value v, unsigned depth, unsigned nesting)
{
    if (value_is_null(v)) buf_puts(out, "null");
    else if (value_is_bool(v)) buf_puts(out, value_is_true(v) ? "true" : "false");
    else if (value_is_number(v)) put_number(out, v);
    else if (value_is_string(v)) put_string(out, value_str(v), depth, false);
    else if (is_block(v)) put_block(out, v, depth, false, nesting);
    else buf_puts(out, value_is_object(v) ? "{}" : "[]");
}

void yaml_write(struct buf *out, struct value v)
{
    put_value(out, v, is_block(v) ? 0 : 1, 0);
    if (!is_block(v)) buf_add_char(out, '\n');
}
