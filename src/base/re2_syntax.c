/* rego/builtins/re2_syntax.c: see re2_syntax.h.
 * One pass over the pattern. An atom is written out when it is read; a repeat after it is put behind, which needs the place where the atom
 * began only for what PCRE2 would not repeat as it stands (an assertion), and these are written in a group of their own from the start. */
#include "base/re2_syntax.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

/* One open group: how deep the repeats inside multiply, and the flags to return to. */
struct group { uint32_t weight; uint8_t flags; };

enum { FLAG_I = 1, FLAG_M = 2, FLAG_S = 4, FLAG_U = 8 };

struct reader {
    struct str s;
    size_t at;
    struct buf *out;
    struct re2_names *names;
    char *why;
    size_t room;
    struct group groups[RE2_MAX_DEPTH + 1];
    size_t depth;
    uint8_t flags;
    uint32_t weight;        /* of the last atom: the product of its repeats */
    bool has_atom;          /* is there something to repeat? */
    size_t repeat_start;    /* where the last repeat began, SIZE_MAX: the last thing was none */
};

static bool fail(struct reader *r, const char *what, size_t from, size_t to)
{
    if (to > r->s.len) to = r->s.len;
    snprintf(r->why, r->room, "error parsing regexp: %s: `%.*s`", what, (int)(to - from < 200 ? to - from : 200), r->s.s + from);
    return false;
}

static bool more(const struct reader *r) { return r->at < r->s.len; }
static char peek(const struct reader *r, size_t ahead) { return r->at + ahead < r->s.len ? r->s.s[r->at + ahead] : '\0'; }
static bool looking_at(const struct reader *r, const char *text)
{
    return str_has_prefix((struct str){r->s.s + r->at, r->s.len - r->at}, str_of(text));
}

static bool is_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

static void put_rune(struct reader *r, uint32_t rune)
{
    char bytes[4];
    if (rune < 0x80 && is_alnum((char)rune)) buf_add_char(r->out, (char)rune);
    else if (rune > ' ' && rune < 0x7F) buf_printf(r->out, "\\%c", (char)rune);
    else if (rune < 0xA0) buf_printf(r->out, "\\x{%x}", rune);
    else buf_add(r->out, bytes, utf8_encode(rune, bytes));
}

static uint32_t take_rune(struct reader *r)
{
    size_t size;
    uint32_t rune = utf8_decode(r->s.s + r->at, r->s.len - r->at, &size);
    r->at += size;
    return rune;
}

/* \x7F, \x{10FFFF}: after the x. */
static bool take_hex(struct reader *r, size_t start, uint32_t *out)
{
    *out = 0;
    if (peek(r, 0) == '{') {
        size_t digits = 0;
        for (r->at++; more(r) && hex_digit(peek(r, 0)) >= 0; r->at++, digits++) {
            *out = *out * 16 + (uint32_t)hex_digit(peek(r, 0));
            if (*out > 0x10FFFF) return fail(r, "invalid escape sequence", start, r->at + 1);
        }
        if (digits == 0 || peek(r, 0) != '}') return fail(r, "invalid escape sequence", start, r->at + 1);
        r->at++;
        return true;
    }
    for (int i = 0; i < 2; i++, r->at++) {
        if (!more(r) || hex_digit(peek(r, 0)) < 0) return fail(r, "invalid escape sequence", start, r->at + 1);
        *out = *out * 16 + (uint32_t)hex_digit(peek(r, 0));
    }
    return true;
}

/* A backslash that stands for one code point. */
static bool take_escape(struct reader *r, uint32_t *out)
{
    size_t start = r->at++;
    if (!more(r)) return fail(r, "trailing backslash at end of expression", r->s.len, r->s.len);
    uint32_t c = take_rune(r);
    if (c >= '1' && c <= '7' && (peek(r, 0) < '0' || peek(r, 0) > '7')) return fail(r, "invalid escape sequence", start, r->at);
    if (c >= '0' && c <= '7') {
        *out = c - '0';
        for (int i = 0; i < 2 && peek(r, 0) >= '0' && peek(r, 0) <= '7' && more(r); i++) *out = *out * 8 + (uint32_t)(r->s.s[r->at++] - '0');
        return true;
    }
    switch (c) {
    case 'x': return take_hex(r, start, out);
    case 'a': *out = '\a'; return true;
    case 'f': *out = '\f'; return true;
    case 'n': *out = '\n'; return true;
    case 'r': *out = '\r'; return true;
    case 't': *out = '\t'; return true;
    case 'v': *out = '\v'; return true;
    default: break;
    }
    *out = c;
    if (c >= 0x80 || is_alnum((char)c)) return fail(r, "invalid escape sequence", start, r->at);
    return true;
}

/* \pN, \p{Greek}, \P{^Lu}: written as PCRE2 has them. */
static bool take_property(struct reader *r)
{
    size_t start = r->at;
    bool negative = peek(r, 1) == 'P';
    struct str name;
    r->at += 2;
    if (!more(r)) return fail(r, "invalid character class range", start, r->at);
    if (peek(r, 0) != '{') {
        size_t from = r->at;
        take_rune(r);
        name = (struct str){r->s.s + from, r->at - from};
    } else {
        size_t end = str_find(r->s, STR("}"), r->at);
        if (end == SIZE_MAX) return fail(r, "invalid character class range", start, r->s.len);
        name = (struct str){r->s.s + r->at + 1, end - r->at - 1};
        r->at = end + 1;
        if (name.len > 0 && name.s[0] == '^') {
            negative = !negative;
            name.s++, name.len--;
        }
    }
    for (size_t i = 0; i < name.len; i++)
        if (!is_alnum(name.s[i]) && name.s[i] != '_') return fail(r, "invalid character class range", start, r->at);
    if (name.len == 0) return fail(r, "invalid character class range", start, r->at);
    const char *kind = name.len > 2 && !str_is(name, "Any") ? "sc:" : "";
    buf_printf(r->out, "\\%c{%s%.*s}", negative ? 'P' : 'p', kind, (int)name.len, name.s);
    return true;
}

/* \d \s \w and their opposites, ASCII as in RE2. In a class the text stands inside brackets already. */
static bool take_perl_class(struct reader *r, bool in_class)
{
    const char *plain = NULL;
    switch (peek(r, 1)) {
    case 'd': plain = "0-9"; break;
    case 's': plain = "\\t\\n\\f\\r\\x20"; break;
    case 'w': plain = "0-9A-Za-z_"; break;
    case 'D': plain = in_class ? "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}" : "^0-9"; break;
    case 'S': plain = in_class ? "\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}" : "^\\t\\n\\f\\r\\x20"; break;
    case 'W': plain = in_class ? "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}" : "^0-9A-Za-z_"; break;
    default: return false;
    }
    r->at += 2;
    buf_printf(r->out, in_class ? "%s" : "[%s]", plain);
    return true;
}

static bool take_posix_class(struct reader *r, bool *taken)
{
    static const char *const names[] = {"alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower",
                                        "print", "punct", "space", "upper", "word", "xdigit"};
    size_t end = str_find(r->s, STR(":]"), r->at + 2);
    *taken = false;
    if (end == SIZE_MAX) return true;
    struct str name = {r->s.s + r->at + 2, end - r->at - 2};
    bool negative = name.len > 0 && name.s[0] == '^';
    if (negative) name.s++, name.len--;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_is(name, names[i])) continue;
        buf_printf(r->out, "[:%s%s:]", negative ? "^" : "", names[i]);
        r->at = end + 2;
        *taken = true;
        return true;
    }
    return fail(r, "invalid character class range", r->at, end + 2);
}

static bool take_class_rune(struct reader *r, size_t start, uint32_t *out)
{
    if (!more(r)) return fail(r, "missing closing ]", start, r->s.len);
    if (peek(r, 0) == '\\') return take_escape(r, out);
    *out = take_rune(r);
    return true;
}

static bool take_class(struct reader *r)
{
    size_t start = r->at++;
    bool first = true;
    buf_add_char(r->out, '[');
    if (peek(r, 0) == '^') buf_add_char(r->out, '^'), r->at++;
    while (!more(r) || peek(r, 0) != ']' || first) {
        size_t item = r->at;
        bool taken = false;
        if (!more(r)) return fail(r, "missing closing ]", start, r->s.len);
        first = false;
        if (looking_at(r, "[:")) {
            if (!take_posix_class(r, &taken)) return false;
            if (taken) continue;
        }
        if (peek(r, 0) == '\\' && (peek(r, 1) == 'p' || peek(r, 1) == 'P')) {
            if (!take_property(r)) return false;
            continue;
        }
        if (peek(r, 0) == '\\' && take_perl_class(r, true)) continue;
        uint32_t low, high;
        if (!take_class_rune(r, start, &low)) return false;
        high = low;
        if (peek(r, 0) == '-' && r->at + 1 < r->s.len && peek(r, 1) != ']') {
            r->at++;
            if (!take_class_rune(r, start, &high)) return false;
            if (high < low) return fail(r, "invalid character class range", item, r->at);
        }
        put_rune(r, low);
        if (high != low) {
            buf_add_char(r->out, '-');
            put_rune(r, high);
        }
    }
    r->at++;
    buf_add_char(r->out, ']');
    return true;
}

static void atom(struct reader *r)
{
    r->has_atom = true;
    r->weight = 1;
    r->repeat_start = SIZE_MAX;
}

/* --- groups and flags --- */

static bool open_group(struct reader *r, const char *text)
{
    if (r->depth >= RE2_MAX_DEPTH) return fail(r, "expression nests too deeply", 0, r->s.len);
    r->groups[r->depth++] = (struct group){1, r->flags};
    buf_puts(r->out, text);
    r->has_atom = false;
    r->repeat_start = SIZE_MAX;
    return true;
}

static bool add_name(struct reader *r, struct str name)
{
    struct re2_names *names = r->names;
    if (!names) return true;
    if (names->len == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 8;
        struct str *items = realloc(names->items, cap * sizeof *items);
        if (!items) return fail(r, "out of memory", 0, 0);
        names->items = items;
        names->cap = cap;
    }
    names->items[names->len++] = name;
    return true;
}

static bool take_named_group(struct reader *r)
{
    size_t start = r->at, open = r->at + (looking_at(r, "(?P<") ? 4 : 3), end = str_find(r->s, STR(">"), open);
    if (end == SIZE_MAX) return fail(r, "invalid named capture", start, r->s.len);
    struct str name = {r->s.s + open, end - open};
    for (size_t i = 0; i < name.len; i++)
        if (!is_alnum(name.s[i]) && name.s[i] != '_') return fail(r, "invalid named capture", start, end + 1);
    if (name.len == 0) return fail(r, "invalid named capture", start, end + 1);
    r->at = end + 1;
    return add_name(r, name) && open_group(r, "(");
}

/* (?flags) or (?flags:re). */
static bool take_flags(struct reader *r)
{
    size_t start = r->at, written = 0;
    uint8_t flags = r->flags;
    bool negative = false, any = false;
    char text[24] = "(?";
    size_t n = 2;
    r->at += 2;
    for (; more(r); r->at++) {
        char c = peek(r, 0);
        uint8_t flag = 0;
        switch (c) {
        case 'i': flag = FLAG_I; break;
        case 'm': flag = FLAG_M; break;
        case 's': flag = FLAG_S; break;
        case 'U': flag = FLAG_U; break;
        default: break;
        }
        if (flag) {
            any = true;
            flags = (uint8_t)(negative ? flags & ~flag : flags | flag);
        } else if (c == '-' && !negative) {
            negative = true;
            any = false;
        } else if (c == ':' || c == ')') {
            if (negative && !any) break;
            /* All four are said anew: what is on, what is off. */
            for (int on = 1; on >= 0; on--) {
                if (!on) text[n++] = '-', written = n;
                for (int k = 0; k < 4; k++)
                    if (((flags >> k & 1) != 0) == (on != 0)) text[n++] = "imsU"[k];
            }
            if (written == n) n--;
            text[n++] = c;
            text[n] = '\0';
            r->at++;
            if (c == ')') {
                buf_puts(r->out, text);
                r->flags = flags;
                r->has_atom = false;
                r->repeat_start = SIZE_MAX;
                return true;
            }
            if (!open_group(r, text)) return false;
            r->flags = flags;
            return true;
        } else {
            r->at++;
            return fail(r, "invalid or unsupported Perl syntax", start, r->at);
        }
    }
    return fail(r, more(r) ? "invalid or unsupported Perl syntax" : "missing closing )", more(r) ? start : 0, more(r) ? r->at + 1 : r->s.len);
}

static bool take_open(struct reader *r)
{
    if (looking_at(r, "(?P<") || looking_at(r, "(?<")) {
        if (looking_at(r, "(?<=") || looking_at(r, "(?<!")) return fail(r, "invalid or unsupported Perl syntax", r->at, r->at + 4);
        return take_named_group(r);
    }
    if (looking_at(r, "(?")) return take_flags(r);
    r->at++;
    return add_name(r, (struct str){r->s.s, 0}) && open_group(r, "(");
}

/* What the repeats in the last atom multiply to, made known to the group around it. */
static void weigh(struct reader *r)
{
    uint32_t *outer = &r->groups[r->depth ? r->depth - 1 : 0].weight;
    if (r->depth && *outer < r->weight) *outer = r->weight;
}

static bool take_close(struct reader *r)
{
    if (r->depth == 0) return fail(r, "unexpected )", 0, r->s.len);
    struct group group = r->groups[--r->depth];
    buf_add_char(r->out, ')');
    r->at++;
    r->flags = group.flags;
    atom(r);
    r->weight = group.weight;
    weigh(r);
    return true;
}

/* --- repeats --- */

/* {n}, {n,}, {n,m}; anything else is text. *max -1: none. */
static bool is_counted(const struct reader *r, size_t *len, int *min, int *max)
{
    size_t i = r->at + 1, from = i;
    long n[2] = {0, -1};
    for (; i < r->s.len && r->s.s[i] >= '0' && r->s.s[i] <= '9'; i++)
        if (n[0] < 100000) n[0] = n[0] * 10 + (r->s.s[i] - '0');
    if (i == from || (i > from + 1 && r->s.s[from] == '0')) return false;
    if (i < r->s.len && r->s.s[i] == ',') {
        from = ++i;
        if (i < r->s.len && r->s.s[i] >= '0' && r->s.s[i] <= '9') n[1] = 0;
        for (; i < r->s.len && r->s.s[i] >= '0' && r->s.s[i] <= '9'; i++)
            if (n[1] < 100000) n[1] = n[1] * 10 + (r->s.s[i] - '0');
        if (i > from + 1 && r->s.s[from] == '0') return false;
    } else {
        n[1] = n[0];
    }
    if (i >= r->s.len || r->s.s[i] != '}') return false;
    *len = i + 1 - r->at;
    *min = (int)n[0];
    *max = (int)n[1];
    return true;
}

static bool take_repeat(struct reader *r, size_t len, int min, int max, bool counted)
{
    size_t start = r->at, end = r->at + len;
    if (counted && (min > RE2_MAX_REPEAT || max > RE2_MAX_REPEAT || (max >= 0 && min > max))) return fail(r, "invalid repeat count", start, end);
    if (!r->has_atom) return fail(r, "missing argument to repetition operator", start, end);
    bool lazy = end < r->s.len && r->s.s[end] == '?';
    if (lazy) end++;
    if (r->repeat_start != SIZE_MAX) return fail(r, "invalid nested repetition operator", r->repeat_start, end);
    if (counted) {
        uint32_t times = (uint32_t)(max < 0 ? min : max);
        uint64_t weight = (uint64_t)r->weight * (times ? times : 1);
        if (weight > RE2_MAX_REPEAT) return fail(r, "invalid repeat count", start, end);
        r->weight = (uint32_t)weight;
    }
    buf_add(r->out, r->s.s + start, end - start);
    r->repeat_start = start;
    r->at = end;
    weigh(r);
    return true;
}

/* --- the whole --- */

static bool take_literal(struct reader *r, uint32_t rune)
{
    put_rune(r, rune);
    atom(r);
    return true;
}

/* \Q...\E */
static bool take_quoted(struct reader *r)
{
    r->at += 2;
    while (more(r) && !looking_at(r, "\\E")) take_literal(r, take_rune(r));
    if (more(r)) r->at += 2;
    return true;
}

static bool put_atom(struct reader *r, const char *text, size_t skip)
{
    buf_puts(r->out, text);
    r->at += skip;
    atom(r);
    return true;
}

static bool take_backslash(struct reader *r)
{
    uint32_t rune;
    switch (peek(r, 1)) {
    case 'A': return put_atom(r, "(?:\\A)", 2);
    case 'z': return put_atom(r, "(?:\\z)", 2);
    case 'b': return put_atom(r, "(?:\\b)", 2);
    case 'B': return put_atom(r, "(?:\\B)", 2);
    case 'C': return fail(r, "invalid escape sequence", r->at, r->at + 2);
    case 'Q': return take_quoted(r);
    case 'p':
    case 'P':
        if (!take_property(r)) return false;
        atom(r);
        return true;
    default: break;
    }
    if (take_perl_class(r, false)) {
        atom(r);
        return true;
    }
    return take_escape(r, &rune) && take_literal(r, rune);
}

static bool take_brace(struct reader *r)
{
    size_t len;
    int min, max;
    if (is_counted(r, &len, &min, &max)) return take_repeat(r, len, min, max, true);
    r->at++;
    return take_literal(r, '{');
}

static bool take_item(struct reader *r)
{
    switch (peek(r, 0)) {
    case '(': return take_open(r);
    case ')': return take_close(r);
    case '|':
        buf_add_char(r->out, '|');
        r->at++;
        r->has_atom = false;
        r->repeat_start = SIZE_MAX;
        return true;
    case '[':
        if (!take_class(r)) return false;
        atom(r);
        return true;
    case '.': return put_atom(r, ".", 1);
    case '^': return put_atom(r, "(?:^)", 1);
    case '$': return put_atom(r, "(?:$)", 1);
    case '*':
    case '+':
    case '?': return take_repeat(r, 1, 0, -1, false);
    case '{': return take_brace(r);
    case '\\': return take_backslash(r);
    default: return take_literal(r, take_rune(r));
    }
}

bool re2_translate(struct str pattern, struct buf *out, struct re2_names *names, char *why, size_t room)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r) {
        snprintf(why, room, "out of memory");
        return false;
    }
    *r = (struct reader){.s = pattern, .out = out, .names = names, .why = why, .room = room, .repeat_start = SIZE_MAX};
    bool ok = true;
    while (ok && more(r)) ok = take_item(r);
    if (ok && r->depth > 0) ok = fail(r, "missing closing )", 0, pattern.len);
    if (ok && out->failed) {
        snprintf(why, room, "error parsing regexp: expression too large");
        ok = false;
    }
    free(r);
    return ok;
}
