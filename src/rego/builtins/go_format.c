/* rego/builtins/go_format.c: see go_format.h. The order of flags, index, width, precision and verb, and what is printed for a mistake
 * ("%!d(string=x)", "%!d(MISSING)"), follow Go's package fmt. */
#include "rego/builtins/go_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "rego/builtins/common.h"

#define MAX_NUMBER 1000000   /* a greater width or precision is a mistake */

enum kind { KIND_INT, KIND_BIG, KIND_FLOAT, KIND_STRING };

/* One argument as Go sees it. */
struct arg { enum kind kind; int64_t i; double f; struct str s; };

struct printer {
    struct buf *out;
    struct str format;
    const struct value *args;
    size_t n, at, next;              /* next: the argument to print */
    bool minus, plus, sharp, space, zero, sharp_v, wid_present, prec_present, good_index, reordered;
    int wid, prec;
    go_format_unknown *unknown;
    void *context;
};

static const char *const kind_names[] = {"int64", "*big.Int", "float64", "string"};

/* `text` receives what must be rendered first. */
static struct arg arg_of(struct value v, struct buf *text, char *scratch)
{
    struct arg a = {.kind = KIND_STRING};
    if (value_is_string(v)) {
        a.s = value_str(v);
        return a;
    }
    if (!value_is_number(v)) {
        value_print(text, v);
        a.s = (struct str){text->s ? text->s : "", text->len};
        return a;
    }
    a.s = value_number_text(v, scratch);
    bool real = memchr(a.s.s, '.', a.s.len) || memchr(a.s.s, 'e', a.s.len) || memchr(a.s.s, 'E', a.s.len);
    if (real) {
        a.f = value_number_to_double(v);
        if (isfinite(a.f)) a.kind = KIND_FLOAT;
    } else {
        a.kind = value_number_to_int64(v, &a.i) ? KIND_INT : KIND_BIG;
    }
    return a;
}

static void repeat(struct buf *out, char c, long n)
{
    while (n-- > 0 && !out->failed) buf_add_char(out, c);
}

/* Zeros only on the left. */
static void pad(struct printer *p, struct str s)
{
    long n = p->wid_present ? p->wid - (long)utf8_count(s) : 0;
    if (!p->minus) repeat(p->out, p->zero ? '0' : ' ', n);
    buf_add_str(p->out, s);
    if (p->minus) repeat(p->out, ' ', n);
}

static void pad_spaces(struct printer *p, struct str s)
{
    bool zero = p->zero;
    p->zero = false;
    pad(p, s);
    p->zero = zero;
}

static void put_rune(struct printer *p, uint32_t rune)
{
    char bytes[4];
    buf_add(p->out, bytes, utf8_encode(rune, bytes));
}

static bool print_value(struct printer *p, struct value v, uint32_t verb);

static bool bad_verb(struct printer *p, struct value v, const struct arg *a, uint32_t verb)
{
    buf_puts(p->out, "%!");
    put_rune(p, verb);
    buf_printf(p->out, "(%s=", a->kind == KIND_BIG ? "big.Int" : kind_names[a->kind]);
    bool ok = print_value(p, v, 'v');
    buf_add_char(p->out, ')');
    return ok;
}

/* --- integers --- */

static struct str digits_of(const char *decimal, unsigned base, bool upper, char *out, size_t room)
{
    uint64_t u = strtoull(decimal, NULL, 10);
    char *p = out + room;
    do {
        unsigned d = (unsigned)(u % base);
        *--p = (char)(d < 10 ? '0' + d : (upper ? 'A' : 'a') + d - 10);
        u /= base;
    } while (u);
    return (struct str){p, (size_t)(out + room - p)};
}

/* sign, prefix and digits under width and precision */
static void put_integer(struct printer *p, bool negative, struct str digits, unsigned base, uint32_t verb)
{
    char sign = negative ? '-' : p->plus ? '+' : p->space ? ' ' : '\0';
    long zeros = 0;
    bool is_zero = str_is(digits, "0");
    if (p->prec_present) {
        if (p->prec == 0 && is_zero) {
            repeat(p->out, ' ', p->wid_present ? p->wid : 0);
            return;
        }
        zeros = p->prec - (long)digits.len;
    } else if (p->zero && !p->minus && p->wid_present) {
        zeros = p->wid - (sign != 0) - (long)digits.len;
    }
    struct buf text = buf_new(MAX_STRING);
    if (sign) buf_add_char(&text, sign);
    if (verb == 'O') buf_puts(&text, "0o");
    if (p->sharp) {
        if (base == 2) buf_puts(&text, "0b");
        if (base == 8 && zeros <= 0 && !is_zero) buf_add_char(&text, '0');
        if (base == 16) buf_puts(&text, verb == 'X' ? "0X" : "0x");
    }
    repeat(&text, '0', zeros);
    buf_add_str(&text, digits);
    pad_spaces(p, (struct str){text.s ? text.s : "", text.len});
    buf_free(&text);
}

static unsigned base_of(uint32_t verb)
{
    switch (verb) {
    case 'v':
    case 'd': return 10;
    case 'b': return 2;
    case 'o':
    case 'O': return 8;
    case 'x':
    case 'X': return 16;
    default: return 0;
    }
}

static void put_unicode(struct printer *p, uint64_t rune)
{
    char text[96], bytes[4];
    int n = snprintf(text, sizeof text, "U+%0*llX", p->prec_present && p->prec > 4 ? (p->prec < 60 ? p->prec : 60) : 4, (unsigned long long)rune);
    if (p->sharp && rune <= 0x10FFFF && unicode_is_printable((uint32_t)rune)) {
        size_t size = utf8_encode((uint32_t)rune, bytes);
        n += snprintf(text + n, sizeof text - (size_t)n, " '%.*s'", (int)size, bytes);
    }
    pad_spaces(p, (struct str){text, (size_t)n});
}

static void put_quoted_rune(struct printer *p, uint32_t rune)
{
    char bytes[4];
    struct buf text = buf_new(0);
    size_t size = utf8_encode(rune, bytes);
    quote(&text, (struct str){bytes, size}, p->plus);
    /* '"' needs no escape between apostrophes, an apostrophe does. */
    if (text.len >= 2 && rune == '"') buf_clear(&text), buf_puts(&text, "'\"'");
    else if (rune == '\'') buf_clear(&text), buf_puts(&text, "'\\''");
    else if (text.len >= 2) text.s[0] = text.s[text.len - 1] = '\'';
    pad(p, (struct str){text.s ? text.s : "", text.len});
    buf_free(&text);
}

static bool print_int(struct printer *p, struct value v, const struct arg *a, uint32_t verb)
{
    char scratch[80], decimal[24], bytes[4];
    unsigned base = base_of(verb);
    if (base) {
        snprintf(decimal, sizeof decimal, "%llu", a->i < 0 ? (unsigned long long)(0 - (uint64_t)a->i) : (unsigned long long)a->i);
        put_integer(p, a->i < 0, digits_of(decimal, base, verb == 'X', scratch, sizeof scratch), base, verb);
        return true;
    }
    uint32_t rune = a->i < 0 || a->i > 0x10FFFF ? UTF8_REPLACEMENT : (uint32_t)a->i;
    switch (verb) {
    case 'c': pad(p, (struct str){bytes, utf8_encode(rune, bytes)}); return true;
    case 'q': put_quoted_rune(p, rune); return true;
    case 'U': put_unicode(p, (uint64_t)a->i); return true;
    default: return bad_verb(p, v, a, verb);
    }
}

static bool print_big(struct printer *p, struct value v, const struct arg *a, uint32_t verb)
{
    unsigned base = verb == 's' ? 10 : base_of(verb);
    if (base == 0) {   /* big numbers format themselves: no flag reaches the digits of the complaint */
        p->plus = p->sharp = p->space = p->zero = p->wid_present = p->prec_present = false;
        return bad_verb(p, v, a, verb);
    }
    struct arena *arena = arena_new(0);
    struct str digits = a->s;
    bool ok = arena && arith_format_int(arena, v, (int)base, &digits) == ARITH_OK;
    if (ok && verb == 'X')
        for (size_t i = 0; i < digits.len; i++)
            if (digits.s[i] >= 'a') ((char *)(uintptr_t)digits.s)[i] -= 32;
    bool negative = digits.len > 0 && digits.s[0] == '-';
    if (negative) digits.s++, digits.len--;
    put_integer(p, negative, digits, base, verb);
    arena_free(arena);
    return true;
}

/* --- floating point --- */

/* A point, and zeros up to six significant digits. */
static void pad_digits(char *text)
{
    char tail[16] = "", *e = strpbrk(text, "eE");
    size_t digits = 0;
    if (e) {
        snprintf(tail, sizeof tail, "%s", e);
        *e = '\0';
    }
    for (char *c = text; *c; c++) digits += *c >= (digits ? '0' : '1') && *c <= '9';
    char *end = text + strlen(text);
    if (!strchr(text, '.')) *end++ = '.';
    for (; digits < 6; digits++) *end++ = '0';
    memcpy(end, tail, strlen(tail) + 1);
}

static void float_text(struct printer *p, double f, uint32_t verb, char *out, size_t room)
{
    int prec = p->prec_present ? p->prec : -1;
    char format[8] = "%.*f";
    if (prec > 5000) prec = 5000;
    switch (verb) {
    case 'v':
    case 'g':
    case 'G':
        if (prec < 0) {
            arith_print_double(f, out);
            if (p->sharp) pad_digits(out);
            if (verb == 'G')
                for (char *c = out; *c; c++)
                    if (*c == 'e') *c = 'E';
            return;
        }
        snprintf(format, sizeof format, p->sharp ? "%%#.*%c" : "%%.*%c", verb == 'G' ? 'G' : 'g');
        snprintf(out, room, format, prec, f);
        return;
    case 'e':
    case 'E': format[3] = (char)verb; break;
    default: break;
    }
    snprintf(out, room, format, prec < 0 ? 6 : prec, f);
}

static void hex_float_text(struct printer *p, double f, uint32_t verb, char *out, size_t room)
{
    if (p->prec_present) snprintf(out, room, verb == 'X' ? "%.*A" : "%.*a", p->prec < 100 ? p->prec : 100, f);
    else snprintf(out, room, verb == 'X' ? "%A" : "%a", f);
    char *e = strpbrk(out, "pP");
    if (e && e[1] && e[2] && !e[3]) {   /* two digits at least */
        e[4] = '\0';
        e[3] = e[2];
        e[2] = '0';
    }
}

static bool print_float(struct printer *p, struct value v, const struct arg *a, uint32_t verb)
{
    char text[6000];
    switch (verb) {
    case 'v':
    case 'g':
    case 'G':
    case 'e':
    case 'E':
    case 'f':
    case 'F': float_text(p, a->f, verb, text + 1, sizeof text - 1); break;
    case 'x':
    case 'X': hex_float_text(p, a->f, verb, text + 1, sizeof text - 1); break;
    case 'b': {
        int exponent;
        double mantissa = frexp(a->f, &exponent);
        snprintf(text + 1, sizeof text - 1, "%.0fp%+d", ldexp(mantissa, 53), exponent - 53);
        break;
    }
    default: return bad_verb(p, v, a, verb);
    }
    char *num = text + 1;
    if (*num != '-' && *num != '+') *--num = '+';
    if (p->space && *num == '+' && !p->plus) *num = ' ';
    struct str s = str_of(num);
    if (p->plus || *num != '+') {
        if (p->zero && !p->minus && p->wid_present && p->wid > (long)s.len) {
            buf_add_char(p->out, *num);
            repeat(p->out, '0', p->wid - (long)s.len);
            buf_add(p->out, num + 1, s.len - 1);
            return true;
        }
        pad(p, s);
        return true;
    }
    pad(p, (struct str){num + 1, s.len - 1});
    return true;
}

/* --- strings --- */

static struct str truncated(const struct printer *p, struct str s)
{
    size_t at = 0, size;
    if (!p->prec_present) return s;
    for (int n = 0; n < p->prec && at < s.len; n++) {
        utf8_decode(s.s + at, s.len - at, &size);
        at += size;
    }
    return (struct str){s.s, at};
}

static void put_hex(struct printer *p, struct str s, bool upper)
{
    const char *prefix = upper ? "0X" : "0x";
    struct buf text = buf_new(MAX_STRING);
    if (p->prec_present && (size_t)p->prec < s.len) s.len = (size_t)p->prec;
    for (size_t i = 0; i < s.len; i++) {
        if (p->space && i > 0) buf_add_char(&text, ' ');
        if (p->sharp && (i == 0 || p->space)) buf_puts(&text, prefix);
        buf_printf(&text, upper ? "%02X" : "%02x", (unsigned char)s.s[i]);
    }
    pad(p, (struct str){text.s ? text.s : "", text.len});
    buf_free(&text);
}

static bool can_backquote(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.s[i] < ' ' && s.s[i] != '\t') || s.s[i] == '`' || s.s[i] == 0x7F) return false;
    return str_find(s, STR("\xEF\xBB\xBF"), 0) == SIZE_MAX;
}

static void put_quoted(struct printer *p, struct str s)
{
    struct buf text = buf_new(MAX_STRING);
    s = truncated(p, s);
    if (p->sharp && can_backquote(s)) {
        buf_add_char(&text, '`');
        buf_add_str(&text, s);
        buf_add_char(&text, '`');
    } else {
        quote(&text, s, p->plus);
    }
    pad(p, (struct str){text.s ? text.s : "", text.len});
    buf_free(&text);
}

static bool print_string(struct printer *p, struct value v, const struct arg *a, uint32_t verb)
{
    switch (verb) {
    case 'v':
        if (p->sharp_v) put_quoted(p, a->s);
        else pad(p, truncated(p, a->s));
        return true;
    case 's': pad(p, truncated(p, a->s)); return true;
    case 'q': put_quoted(p, a->s); return true;
    case 'x':
    case 'X': put_hex(p, a->s, verb == 'X'); return true;
    default: return bad_verb(p, v, a, verb);
    }
}

static bool print_value(struct printer *p, struct value v, uint32_t verb)
{
    struct buf text = buf_new(MAX_STRING);
    char scratch[32];
    bool ok = true;
    if (value_is_none(v)) {
        if (verb == 'v' || verb == 'T') {
            pad(p, STR("<nil>"));
            return true;
        }
        buf_puts(p->out, "%!");
        put_rune(p, verb);
        buf_puts(p->out, "(<nil>)");
        return true;
    }
    if (value_has_unknown(v)) return p->unknown(p->context, p->out, v);
    struct arg a = arg_of(v, &text, scratch);
    if (verb == 'T') {
        pad(p, truncated(p, str_of(kind_names[a.kind])));
    } else {
        switch (a.kind) {
        case KIND_INT: ok = print_int(p, v, &a, verb); break;
        case KIND_BIG: ok = print_big(p, v, &a, verb); break;
        case KIND_FLOAT: ok = print_float(p, v, &a, verb); break;
        case KIND_STRING: ok = print_string(p, v, &a, verb); break;
        }
    }
    buf_free(&text);
    return ok;
}

/* --- the format --- */

static bool more(const struct printer *p) { return p->at < p->format.len; }
static char here(const struct printer *p) { return more(p) ? p->format.s[p->at] : '\0'; }

/* Digits from *at below end; too large a number skips to the end, as Go has it. */
static bool take_number(struct str format, size_t *at, size_t end, int *out)
{
    size_t i = *at;
    long n = 0;
    for (; i < end && format.s[i] >= '0' && format.s[i] <= '9'; i++) {
        n = n * 10 + (format.s[i] - '0');
        if (n > MAX_NUMBER) {
            *at = end;
            *out = 0;
            return false;
        }
    }
    bool any = i > *at;
    *at = i;
    *out = (int)n;
    return any;
}

/* [3]: the next argument is the third. True when there was one. */
static bool take_index(struct printer *p)
{
    if (here(p) != '[') return false;
    p->reordered = true;
    const char *close = p->format.len - p->at >= 3 ? memchr(p->format.s + p->at, ']', p->format.len - p->at) : NULL;
    size_t start = p->at, inner = p->at + 1, end = close ? (size_t)(close - p->format.s) : 0;
    int n = 0;
    bool ok = close && take_number(p->format, &inner, end, &n) && inner == end;
    p->at = close ? end + 1 : start + 1;
    if (ok && n >= 1 && (size_t)n <= p->n) p->next = (size_t)n - 1;
    else p->good_index = false;
    return ok;
}

static bool take_int_arg(struct printer *p, int *out)
{
    int64_t i = 0;
    *out = 0;
    if (p->next >= p->n) return false;
    struct value v = p->args[p->next++];
    if (!value_is_small_int(v)) return false;
    i = value_small_int(v);
    if (i > MAX_NUMBER || i < -MAX_NUMBER) return false;
    *out = (int)i;
    return true;
}

static void take_flags(struct printer *p)
{
    p->minus = p->plus = p->sharp = p->space = p->zero = p->sharp_v = p->wid_present = p->prec_present = false;
    p->wid = p->prec = 0;
    for (; more(p); p->at++) {
        switch (here(p)) {
        case '#': p->sharp = true; continue;
        case '0': p->zero = true; continue;
        case '+': p->plus = true; continue;
        case '-': p->minus = true; continue;
        case ' ': p->space = true; continue;
        default: return;
        }
    }
}

static void take_width(struct printer *p, bool *after_index)
{
    if (here(p) == '*' && more(p)) {
        p->at++;
        p->wid_present = take_int_arg(p, &p->wid);
        if (!p->wid_present) buf_puts(p->out, "%!(BADWIDTH)");
        if (p->wid < 0) {
            p->wid = -p->wid;
            p->minus = true;
            p->zero = false;
        }
        *after_index = false;
        return;
    }
    p->wid_present = take_number(p->format, &p->at, p->format.len, &p->wid);
    if (*after_index && p->wid_present) p->good_index = false;
}

static void take_precision(struct printer *p, bool *after_index)
{
    if (!more(p) || here(p) != '.') return;
    p->at++;
    if (*after_index) p->good_index = false;
    *after_index = take_index(p);
    if (more(p) && here(p) == '*') {
        p->at++;
        p->prec_present = take_int_arg(p, &p->prec);
        if (p->prec < 0) p->prec = 0, p->prec_present = false;
        if (!p->prec_present) buf_puts(p->out, "%!(BADPREC)");
        *after_index = false;
        return;
    }
    if (!take_number(p->format, &p->at, p->format.len, &p->prec)) p->prec = 0;
    p->prec_present = true;
}

static void mistake(struct printer *p, uint32_t verb, const char *what)
{
    buf_puts(p->out, "%!");
    put_rune(p, verb);
    buf_puts(p->out, what);
}

/* After a %. */
static bool print_directive(struct printer *p)
{
    p->good_index = true;
    take_flags(p);
    bool after_index = take_index(p);
    take_width(p, &after_index);
    take_precision(p, &after_index);
    if (!after_index) take_index(p);
    if (!more(p)) {
        buf_puts(p->out, "%!(NOVERB)");
        return true;
    }
    size_t size;
    uint32_t verb = utf8_decode(p->format.s + p->at, p->format.len - p->at, &size);
    p->at += size;
    if (verb == '%') {
        buf_add_char(p->out, '%');
        return true;
    }
    if (!p->good_index || p->next >= p->n) {
        mistake(p, verb, p->good_index ? "(MISSING)" : "(BADINDEX)");
        return true;
    }
    if (verb == 'v') {
        p->sharp_v = p->sharp;
        p->sharp = p->plus = false;
    }
    return print_value(p, p->args[p->next++], verb);
}

static bool print_extra(struct printer *p)
{
    buf_puts(p->out, "%!(EXTRA ");
    p->minus = p->plus = p->sharp = p->space = p->zero = p->sharp_v = p->wid_present = p->prec_present = false;
    for (size_t i = p->next; i < p->n; i++) {
        struct buf text = buf_new(MAX_STRING);
        char scratch[32];
        if (i > p->next) buf_puts(p->out, ", ");
        if (value_is_none(p->args[i])) {
            buf_puts(p->out, "<nil>");
            continue;
        }
        if (value_has_unknown(p->args[i])) buf_puts(p->out, "string");
        else buf_puts(p->out, kind_names[arg_of(p->args[i], &text, scratch).kind]);
        buf_free(&text);
        buf_add_char(p->out, '=');
        if (!print_value(p, p->args[i], 'v')) return false;
    }
    buf_add_char(p->out, ')');
    return true;
}

bool go_format(struct buf *out, struct str format, const struct value *args, size_t n, go_format_unknown *unknown, void *context)
{
    struct printer p = {.out = out, .format = format, .args = args, .n = n, .unknown = unknown, .context = context};
    while (more(&p) && !out->failed) {
        const char *percent = memchr(format.s + p.at, '%', format.len - p.at);
        size_t end = percent ? (size_t)(percent - format.s) : format.len;
        buf_add(out, format.s + p.at, end - p.at);
        p.at = end;
        if (!percent) break;
        p.at++;
        if (!print_directive(&p)) return false;
    }
    return p.reordered || p.next >= n || print_extra(&p);
}
