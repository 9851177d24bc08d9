/* hcl/functions/formats.c: format and formatlist, with the verbs of Terraform's format. */
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "hcl/functions/families.h"
#include "hcl/unicode.h"

#define MAX_WIDTH 10000

struct verb {
    char letter;
    bool plus, space, minus, zero, sharp;
    bool has_precision;
    unsigned width, precision;
    size_t arg;              /* 0-based */
    struct str text;         /* "%05d", for messages */
    size_t offset;
};

struct formatter {
    struct hcl_call *call;
    struct str format;
    const struct value *args;
    size_t n_args, next, most;     /* most: arguments used, at least */
    struct buf text;               /* known text since the last piece */
    VEC(struct value) pieces;
};

static bool bad_value(struct formatter *f, const struct verb *verb, const char *why)
{
    return hcl_function_error(f->call, "unsupported value for \"%.*s\" at %zu: %s", (int)verb->text.len, verb->text.s, verb->offset, why);
}

/* --- one verb --- */

static void pad(struct formatter *f, const struct verb *verb, struct str s)
{
    struct hcl_unicode unicode = {0};
    size_t width = verb->width ? hcl_grapheme_count(&unicode, s) : 0;
    hcl_unicode_free(&unicode);
    size_t fill = verb->width > width ? verb->width - width : 0;
    bool zero = verb->zero && !verb->minus;
    size_t sign = zero && s.len && (s.s[0] == '-' || s.s[0] == '+' || s.s[0] == ' ') && verb->letter != 's' && verb->letter != 'v' && verb->letter != 'q';
    if (!verb->minus) {
        buf_add(&f->text, s.s, sign);
        for (size_t i = 0; i < fill; i++) buf_add_char(&f->text, zero ? '0' : ' ');
        s = (struct str){s.s + sign, s.len - sign};
    }
    buf_add_str(&f->text, s);
    for (size_t i = 0; verb->minus && i < fill; i++) buf_add_char(&f->text, ' ');
}

static struct str first_clusters(struct str s, size_t n)
{
    struct hcl_unicode unicode = {0};
    size_t end = 0;
    while (n-- && end < s.len) end += hcl_grapheme(&unicode, s.s + end, s.len - end);
    hcl_unicode_free(&unicode);
    return (struct str){s.s, end};
}

static bool json_text(struct formatter *f, struct value v, struct value *out) { return hcl_jsonencode(f->call->arena, v, out, f->call->err); }

static bool write_string(struct formatter *f, const struct verb *verb, struct value arg)
{
    struct error err = {0};
    if (!hcl_to_string(f->call->arena, arg, &arg, &err)) return bad_value(f, verb, "string required");
    struct str s = value_str(arg);
    if (verb->has_precision) s = first_clusters(s, verb->precision);
    if (verb->letter == 'q') {
        struct value quoted;
        if (!json_text(f, value_string(f->call->arena, s), &quoted)) return false;
        s = value_str(quoted);
    }
    pad(f, verb, s);
    return true;
}

/* The 512-bit number, as Terraform computes with. */
static void as_mpfr(mpfr_t out, struct arena *arena, struct value number)
{
    char scratch[32];
    struct str text = value_number_text(number, scratch);
    const char *copy = arena_strndup(arena, text.s, text.len);
    mpfr_init2(out, 512);
    mpfr_set_str(out, copy ? copy : "0", 10, MPFR_RNDN);
}

static void signed_text(struct formatter *f, const struct verb *verb, const char *digits)
{
    char sign[2] = {0};
    if (digits[0] != '-') sign[0] = verb->plus ? '+' : verb->space ? ' ' : 0;
    const char *whole = arena_printf(f->call->arena, "%s%s", sign, digits);
    pad(f, verb, str_of(whole ? whole : ""));
}

static bool write_integer(struct formatter *f, const struct verb *verb, struct value number)
{
    if (!value_number_is_integer(number)) return bad_value(f, verb, "an integer is required");
    mpfr_t big;
    mpz_t whole;
    as_mpfr(big, f->call->arena, number);
    mpz_init(whole);
    mpfr_get_z(whole, big, MPFR_RNDZ);
    mpfr_clear(big);
    int base = verb->letter == 'b' ? 2 : verb->letter == 'o' ? 8 : verb->letter == 'x' ? 16 : verb->letter == 'X' ? -16 : 10;
    bool negative = mpz_sgn(whole) < 0;
    mpz_abs(whole, whole);
    size_t room = mpz_sizeinbase(whole, abs(base)) + 2;
    char *digits = arena_alloc(f->call->arena, room);
    if (digits) mpz_get_str(digits, base, whole);
    mpz_clear(whole);
    if (!digits) return error_no_memory(f->call->err);
    size_t len = strlen(digits), zeros = verb->has_precision && verb->precision > len ? verb->precision - len : 0;
    const char *prefix = !verb->sharp ? "" : verb->letter == 'b' ? "0b" : verb->letter == 'o' ? "0" : verb->letter == 'x' ? "0x" : verb->letter == 'X' ? "0X" : "";
    const char *text = arena_printf(f->call->arena, "%s%s%0*d%s", negative ? "-" : "", prefix, (int)zeros, 0, digits);
    if (zeros == 0) text = arena_printf(f->call->arena, "%s%s%s", negative ? "-" : "", prefix, digits);
    if (!text) return error_no_memory(f->call->err);
    signed_text(f, verb, text);
    return true;
}

/* %g with the fewest digits that read back the same: with an exponent below 0.0001 and from a million on, as in Go. */
static const char *shortest(struct formatter *f, struct value number, char exponent_letter)
{
    struct str text = hcl_number_text(f->call->arena, number);
    if (!text.s) return NULL;
    bool negative = text.s[0] == '-';
    struct str s = {text.s + negative, text.len - negative};
    size_t point = str_find(s, STR("."), 0), whole = point == SIZE_MAX ? s.len : point;
    char *digits = arena_alloc(f->call->arena, s.len + 1);
    if (!digits) return NULL;
    size_t n = 0;
    long exponent = (long)whole - 1;
    bool leading = true;
    for (size_t i = 0; i < s.len; i++) {
        if (s.s[i] == '.') continue;
        if (leading && s.s[i] == '0') {
            exponent--;
            continue;
        }
        leading = false;
        digits[n++] = s.s[i];
    }
    while (n && digits[n - 1] == '0') n--;
    if (n == 0) return "0";
    if (exponent >= -4 && exponent < 6) return text.s;
    return arena_printf(f->call->arena, "%s%c%s%.*s%c%c%02ld", negative ? "-" : "", digits[0], n > 1 ? "." : "", (int)(n - 1), digits + 1, exponent_letter,
                        exponent < 0 ? '-' : '+', labs(exponent));
}

static bool write_float(struct formatter *f, const struct verb *verb, struct value number)
{
    char letter = verb->letter;
    if ((letter == 'g' || letter == 'G') && !verb->has_precision) {
        const char *text = shortest(f, number, letter == 'g' ? 'e' : 'E');
        if (!text) return error_no_memory(f->call->err);
        signed_text(f, verb, text);
        return true;
    }
    char pattern[] = "%.*Rf", *printed = NULL;
    pattern[4] = letter;
    mpfr_t big;
    as_mpfr(big, f->call->arena, number);
    int len = mpfr_asprintf(&printed, pattern, verb->has_precision ? (int)verb->precision : 6, big);
    mpfr_clear(big);
    const char *copy = len >= 0 ? arena_strndup(f->call->arena, printed, (size_t)len) : NULL;
    if (len >= 0) mpfr_free_str(printed);
    if (!copy) return error_no_memory(f->call->err);
    signed_text(f, verb, copy);
    return true;
}

static bool write_number(struct formatter *f, const struct verb *verb, struct value arg)
{
    struct error err = {0};
    if (!hcl_to_number(f->call->arena, arg, &arg, &err)) return bad_value(f, verb, "a number is required");
    if (memchr("bdoxX", verb->letter, 5)) return write_integer(f, verb, arg);
    return write_float(f, verb, arg);
}

static bool write_any(struct formatter *f, const struct verb *verb, struct value arg)
{
    struct verb as = *verb;
    if (!verb->sharp && value_is_string(arg)) {
        as.has_precision = false;
        return write_string(f, &as, arg);
    }
    if (!verb->sharp && value_is_number(arg)) {
        const char *text = shortest(f, arg, 'e');
        if (!text) return error_no_memory(f->call->err);
        pad(f, verb, str_of(text));
        return true;
    }
    struct value text;
    if (!json_text(f, arg, &text)) return false;
    pad(f, verb, value_str(text));
    return true;
}

static bool write_bool(struct formatter *f, const struct verb *verb, struct value arg)
{
    struct error err = {0};
    if (!hcl_to_bool(f->call->arena, arg, &arg, &err)) return bad_value(f, verb, "a bool is required");
    buf_puts(&f->text, value_is_true(arg) ? "true" : "false");   /* a width means nothing to %t in Terraform */
    return true;
}

/* An unknown argument leaves a hole, where its text would stand as it is. */
static bool write_unknown(struct formatter *f, struct value arg)
{
    if (f->text.len) {
        struct value *piece = vec_push(f->call->arena, &f->pieces);
        if (!piece) return error_no_memory(f->call->err);
        *piece = value_string(f->call->arena, (struct str){f->text.s, f->text.len});
        if (value_is_none(*piece)) return error_no_memory(f->call->err);
        buf_clear(&f->text);
    }
    struct value *piece = vec_push(f->call->arena, &f->pieces);
    if (!piece) return error_no_memory(f->call->err);
    *piece = value_is_unknown(arg) ? arg : hcl_unknown_from(f->call->arena, arg, VALUE_NONE);
    return !value_is_none(*piece) || error_no_memory(f->call->err);
}

static bool write_verb(struct formatter *f, const struct verb *verb)
{
    if (!strchr("vtbdoxXeEfgGsq", verb->letter))
        return hcl_function_error(f->call, "unsupported format verb '%c' in \"%.*s\" at offset %zu", verb->letter, (int)verb->text.len, verb->text.s, verb->offset);
    if (verb->arg >= f->n_args)
        return hcl_function_error(f->call, "not enough arguments for \"%.*s\" at %zu: need index %zu but have %zu total", (int)verb->text.len, verb->text.s, verb->offset,
                                  verb->arg + 1, f->n_args);
    struct value arg = f->args[verb->arg];
    if (value_has_unknown(arg)) return write_unknown(f, arg);
    if (verb->letter == 'v') return write_any(f, verb, arg);
    if (value_is_null(arg)) return bad_value(f, verb, "null value cannot be formatted");
    if (verb->letter == 's' || verb->letter == 'q') return write_string(f, verb, arg);
    if (verb->letter == 't') return write_bool(f, verb, arg);
    return write_number(f, verb, arg);
}

/* --- the format string --- */

static bool read_number(struct formatter *f, size_t *i, unsigned *out)
{
    *out = 0;
    for (; *i < f->format.len && f->format.s[*i] >= '0' && f->format.s[*i] <= '9'; ++*i) {
        *out = *out * 10 + (unsigned)(f->format.s[*i] - '0');
        if (*out > MAX_WIDTH) return error_set(f->call->err, &HCL_ERR_SIZE, "%s: a width or precision above %d", f->call->function->name, MAX_WIDTH);
    }
    return true;
}

/* The verb behind the '%' at *i, which moves behind it. */
static bool read_verb(struct formatter *f, size_t *i, struct verb *verb)
{
    size_t start = *i;
    unsigned index = 0;
    *verb = (struct verb){.offset = start};
    for (++*i; *i < f->format.len; ++*i) {
        char c = f->format.s[*i];
        if (c == '+') verb->plus = true;
        else if (c == ' ') verb->space = true;
        else if (c == '-') verb->minus = true;
        else if (c == '0') verb->zero = true;
        else if (c == '#') verb->sharp = true;
        else break;
    }
    if (!read_number(f, i, &verb->width)) return false;
    if (*i < f->format.len && f->format.s[*i] == '.') {
        ++*i;
        verb->has_precision = true;
        if (!read_number(f, i, &verb->precision)) return false;
    }
    if (*i < f->format.len && f->format.s[*i] == '[') {
        ++*i;
        if (!read_number(f, i, &index)) return false;
        if (index == 0 || *i >= f->format.len || f->format.s[*i] != ']') return hcl_function_error(f->call, "invalid argument index in the format string at offset %zu", start);
        ++*i;
        f->next = index - 1;
    }
    if (*i >= f->format.len) return hcl_function_error(f->call, "invalid format string starting at offset %zu", *i);
    verb->letter = f->format.s[(*i)++];
    if (!((verb->letter >= 'a' && verb->letter <= 'z') || (verb->letter >= 'A' && verb->letter <= 'Z')))
        return hcl_function_error(f->call, "unrecognized format character '%c' at offset %zu", verb->letter, *i - 1);
    verb->text = (struct str){f->format.s + start, *i - start};
    verb->arg = f->next++;
    if (f->next > f->most) f->most = f->next;
    return true;
}

static bool format_with(struct hcl_call *call, struct str format, const struct value *args, size_t n, struct value *out)
{
    struct formatter f = {.call = call, .format = format, .args = args, .n_args = n, .text = buf_new(HCL_MAX_STRING)};
    bool ok = true;
    for (size_t i = 0; i < format.len && ok;) {
        if (format.s[i] != '%') {
            buf_add_char(&f.text, format.s[i++]);
        } else if (i + 1 < format.len && format.s[i + 1] == '%') {
            buf_add_char(&f.text, '%');
            i += 2;
        } else {
            struct verb verb;
            ok = read_verb(&f, &i, &verb) && write_verb(&f, &verb);
        }
    }
    if (ok && f.most < n) ok = hcl_function_error(call, "too many arguments; only %zu used by format string", f.most);
    if (ok && f.text.failed) ok = error_set(call->err, &HCL_ERR_SIZE, "%s: the result is longer than %u MiB", call->function->name, HCL_MAX_STRING >> 20);
    if (ok) {
        struct value tail = value_string(call->arena, (struct str){f.text.s ? f.text.s : "", f.text.len});
        struct value *slot = f.pieces.len == 0 || f.text.len ? vec_push(call->arena, &f.pieces) : &tail;
        if (slot && !value_is_none(tail)) *slot = tail;
        ok = slot && !value_is_none(tail) ? hcl_function_result(call, hcl_string_of_parts(call->arena, f.pieces.items, f.pieces.len), out) : error_no_memory(call->err);
    }
    buf_free(&f.text);
    return ok;
}

/* Terraform 1.11 does not know the result when an argument is null. */
static bool any_null(const struct value *args, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value_is_null(args[i])) return true;
    return false;
}

static bool format(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (value_is_unknown(args[0]) || any_null(args + 1, n - 1)) return hcl_function_result(call, hcl_unknown_of(call->arena, args, n), out);
    return format_with(call, value_str(args[0]), args + 1, n - 1, out);
}

static bool formatlist(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    size_t len = 1, first = 0;
    bool unknown = value_is_unknown(args[0]) || any_null(args + 1, n - 1);
    for (size_t i = 1; i < n && !unknown; i++) {
        if (!hcl_is_sequence(args[i])) continue;
        if (first && value_len(args[i]) != len)
            return hcl_function_error(call, "argument %zu has length %zu, which is inconsistent with argument %zu of length %zu", i, value_len(args[i]), first, len);
        len = value_len(args[i]);
        if (!first) first = i;
    }
    for (size_t i = 1; i < n; i++) unknown |= value_is_unknown(args[i]) && !first;   /* may be a list */
    if (unknown) return hcl_function_result(call, hcl_unknown_of(call->arena, args, n), out);
    struct value *items = arena_array(call->arena, len, sizeof *items), *row = arena_array(call->arena, n, sizeof *row);
    if (!items || !row) return error_no_memory(call->err);
    for (size_t i = 0; i < len; i++) {
        for (size_t j = 1; j < n; j++) row[j - 1] = hcl_is_sequence(args[j]) ? value_items(args[j])[i] : args[j];
        if (any_null(row, n - 1)) items[i] = hcl_unknown_of(call->arena, row, n - 1);
        else if (!format_with(call, value_str(args[0]), row, n - 1, &items[i])) return false;
        if (value_is_none(items[i])) return error_no_memory(call->err);
    }
    return hcl_function_result(call, value_array(call->arena, items, len), out);
}

const struct hcl_function hcl_formats[] = {
    {"format", "sa?*", HCL_FN_UNKNOWN, format},
    {"formatlist", "sa?*", HCL_FN_UNKNOWN, formatlist},
    {NULL, NULL, 0, NULL},
};
