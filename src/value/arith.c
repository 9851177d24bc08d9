/* value/arith.c: see arith.h.
 * Each operation tries small integers, then exact ones, then floating point, in this order.
 * GMP and MPFR allocate with malloc and end the process when it fails, hence the bounds on every size that comes from input. */
#include "value/arith.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gmp.h>
#include <mpfr.h>

#define MAX_DIGITS 1262611     /* decimal digits of ARITH_MAX_BITS bits */
#define MAX_EXPONENT 1000000   /* of a number written with one and still taken as an integer */
#define MAX_FLOAT_EXPONENT 100000000   /* binary, of a floating point operand or result */

const char *arith_status_text(enum arith_status status)
{
    switch (status) {
    case ARITH_OK: return "";
    case ARITH_DIVISION_BY_ZERO: return "divide by zero";
    case ARITH_NOT_INTEGER: return "illegal value";
    case ARITH_TOO_BIG: return "number too big";
    case ARITH_NEGATIVE_SHIFT: return "negative shift";
    case ARITH_NO_MEMORY: return "out of memory";
    }
    return "";
}

/* --- integers --- */

struct decimal { bool negative; size_t digits; int64_t exponent; };   /* digits without leading and trailing zeros; value = digits × 10^exponent */

/* Splits a number's text; `out` gets its significant digits, NUL-terminated (room for text.len + 1). */
static bool read_decimal(struct str text, char *out, struct decimal *d)
{
    size_t i = 0, n = 0;
    int64_t exponent = 0;
    bool any = false, point = false;
    *d = (struct decimal){0};
    if (i < text.len && (text.s[i] == '-' || text.s[i] == '+')) d->negative = text.s[i++] == '-';
    for (; i < text.len; i++) {
        char c = text.s[i];
        if (c == '.' && !point) { point = true; continue; }
        if (c < '0' || c > '9') break;
        any = true;
        if (point) exponent--;
        if (n > 0 || c != '0') out[n++] = c;
    }
    if (!any) return false;
    if (i < text.len && (text.s[i] == 'e' || text.s[i] == 'E')) {
        bool negative = false, digit = false;
        int64_t e = 0;
        i++;
        if (i < text.len && (text.s[i] == '-' || text.s[i] == '+')) negative = text.s[i++] == '-';
        for (; i < text.len && text.s[i] >= '0' && text.s[i] <= '9'; i++) {
            digit = true;
            if (e < INT32_MAX) e = e * 10 + (text.s[i] - '0');
        }
        if (!digit) return false;
        exponent += negative ? -e : e;
    }
    if (i != text.len) return false;
    while (n > 0 && out[n - 1] == '0') { n--; exponent++; }
    out[n] = '\0';
    d->digits = n;
    d->exponent = n ? exponent : 0;
    return true;
}

/* The digits of a number and where the point is. The buffer is malloc'ed (NULL: no memory or no number). */
static char *decimal_of(struct str text, struct decimal *d)
{
    char *digits = malloc(text.len + 1);
    if (digits && read_decimal(text, digits, d)) return digits;
    free(digits);
    return NULL;
}

/* Sets z (initialised here on true) to a number that is worth an integer of bearable size. */
static bool load_integer(mpz_t z, struct value v)
{
    if (value_is_small_int(v)) {
        mpz_init_set_si(z, value_small_int(v));
        return true;
    }
    char scratch[32];
    struct decimal d;
    char *digits = decimal_of(value_number_text(v, scratch), &d);
    if (!digits) return false;
    bool fits = d.exponent >= 0 && d.exponent <= MAX_EXPONENT && d.digits + (size_t)d.exponent <= MAX_DIGITS;
    if (fits) {
        mpz_init(z);
        if (d.digits) mpz_set_str(z, digits, 10);
        if (d.exponent > 0 && d.digits) {
            mpz_t power;
            mpz_init(power);
            mpz_ui_pow_ui(power, 10, (unsigned long)d.exponent);
            mpz_mul(z, z, power);
            mpz_clear(power);
        }
        if (d.negative) mpz_neg(z, z);
    }
    free(digits);
    return fits;
}

static enum arith_status store_integer(struct arena *arena, mpz_t z, struct value *out)
{
    if (mpz_fits_slong_p(z)) {
        *out = value_int(arena, mpz_get_si(z));
        return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
    }
    if (mpz_sizeinbase(z, 2) > ARITH_MAX_BITS) return ARITH_TOO_BIG;
    char *text = malloc(mpz_sizeinbase(z, 10) + 2);
    if (!text) return ARITH_NO_MEMORY;
    mpz_get_str(text, 10, z);
    *out = value_number(arena, str_of(text));
    free(text);
    return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
}

/* --- floating point --- */

static bool load_float(mpfr_t f, struct value v, unsigned precision)
{
    mpfr_init2(f, precision);
    if (value_is_small_int(v)) {
        mpfr_set_si(f, value_small_int(v), MPFR_RNDN);
        return true;
    }
    char scratch[32];
    struct str text = value_number_text(v, scratch);
    if (text.len > MAX_DIGITS) return false;
    char *copy = strndup(text.s, text.len);
    if (copy) mpfr_strtofr(f, copy, NULL, 10, MPFR_RNDN);
    free(copy);
    return copy && mpfr_number_p(f);
}

static bool bearable(mpfr_t f)
{
    return mpfr_number_p(f) && (mpfr_zero_p(f) || (mpfr_get_exp(f) <= MAX_FLOAT_EXPONENT && mpfr_get_exp(f) >= -MAX_FLOAT_EXPONENT));
}

#define DIGITS_OF_PRECISION(bits) ((size_t)(bits) * 30103 / 100000 + 3)
#define MAX_PRECISION 1024

/* `n` significant digits of f without sign into digits; the value is 0.DIGITS × 10^*exponent. */
static void float_digits(mpfr_t f, size_t n, char *digits, mpfr_exp_t *exponent)
{
    char raw[DIGITS_OF_PRECISION(MAX_PRECISION) + 3];
    mpfr_get_str(raw, exponent, 10, n, f, MPFR_RNDN);
    const char *from = raw[0] == '-' ? raw + 1 : raw;
    memcpy(digits, from, strlen(from) + 1);
}

static bool reads_back(mpfr_t f, const char *digits, mpfr_exp_t exponent)
{
    char text[DIGITS_OF_PRECISION(MAX_PRECISION) + 48];
    mpfr_t g;
    snprintf(text, sizeof text, "%s0.%se%ld", mpfr_signbit(f) ? "-" : "", digits, (long)exponent);
    mpfr_init2(g, mpfr_get_prec(f));
    mpfr_strtofr(g, text, NULL, 10, MPFR_RNDN);
    bool same = mpfr_equal_p(f, g) != 0;
    mpfr_clear(g);
    return same;
}

/* The fewest digits that read back as f. What n digits can tell, n + 1 can too, so the least n is found by halving. */
static void shortest_digits(mpfr_t f, char *digits, mpfr_exp_t *exponent)
{
    size_t low = 1, high = DIGITS_OF_PRECISION(mpfr_get_prec(f));
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        float_digits(f, middle, digits, exponent);
        if (reads_back(f, digits, *exponent)) high = middle;
        else low = middle + 1;
    }
    float_digits(f, low, digits, exponent);
    size_t n = strlen(digits);
    while (n > 1 && digits[n - 1] == '0') digits[--n] = '\0';
}

/* Go's %g: an exponent below -4 or from 6 up is written as one. */
static int print_general(char *out, size_t room, bool negative, const char *digits, long exponent)
{
    long x = exponent - 1;
    int n = (int)strlen(digits);
    const char *sign = negative ? "-" : "";
    if (x < -4 || x >= 6) {
        if (n == 1) return snprintf(out, room, "%s%ce%c%02ld", sign, digits[0], x < 0 ? '-' : '+', labs(x));
        return snprintf(out, room, "%s%c.%se%c%02ld", sign, digits[0], digits + 1, x < 0 ? '-' : '+', labs(x));
    }
    if (exponent <= 0) return snprintf(out, room, "%s0.%.*s%s", sign, (int)-exponent, "00000000", digits);
    if (n <= exponent) return snprintf(out, room, "%s%s%.*s", sign, digits, (int)(exponent - n), "00000000");
    return snprintf(out, room, "%s%.*s.%s", sign, (int)exponent, digits, digits + exponent);
}

static enum arith_status store_float(struct arena *arena, mpfr_t f, struct value *out)
{
    char digits[DIGITS_OF_PRECISION(MAX_PRECISION) + 3];
    mpfr_exp_t exponent;
    if (!bearable(f)) return ARITH_TOO_BIG;
    if (mpfr_zero_p(f)) {
        *out = mpfr_signbit(f) ? value_number(arena, STR("-0")) : value_small(0);
        return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
    }
    bool integer = mpfr_integer_p(f) != 0;
    if (integer && mpfr_fits_slong_p(f, MPFR_RNDN)) {
        *out = value_int(arena, mpfr_get_si(f, MPFR_RNDN));
        return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
    }
    shortest_digits(f, digits, &exponent);
    if (!integer) {
        char text[sizeof digits + 48];
        print_general(text, sizeof text, mpfr_signbit(f) != 0, digits, (long)exponent);
        *out = value_number(arena, str_of(text));
        return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
    }
    if (exponent > MAX_DIGITS) return ARITH_TOO_BIG;
    size_t n = strlen(digits), len = (size_t)exponent;
    char *text = malloc(len + 2);
    if (!text) return ARITH_NO_MEMORY;
    char *p = text;
    if (mpfr_signbit(f)) *p++ = '-';
    for (size_t i = 0; i < len; i++) *p++ = i < n ? digits[i] : '0';
    *out = value_number(arena, (struct str){text, (size_t)(p - text)});
    free(text);
    return value_is_none(*out) ? ARITH_NO_MEMORY : ARITH_OK;
}

/* --- the four operations --- */

typedef void integer_op(mpz_t, const mpz_t, const mpz_t);
typedef int float_op(mpfr_t, const mpfr_t, const mpfr_t, mpfr_rnd_t);

static enum arith_status float_binary(struct arena *arena, struct value a, struct value b, unsigned precision, float_op *op, struct value *out)
{
    mpfr_t x, y;
    enum arith_status status = ARITH_TOO_BIG;
    bool loaded = load_float(x, a, precision);
    loaded = load_float(y, b, precision) && loaded;
    if (loaded && bearable(x) && bearable(y)) {
        op(x, x, y, MPFR_RNDN);
        status = store_float(arena, x, out);
    }
    mpfr_clears(x, y, (mpfr_ptr)NULL);
    return status;
}

/* Only where both operands are integers; false: they are not. */
static bool integer_binary(struct arena *arena, struct value a, struct value b, integer_op *op, struct value *out, enum arith_status *status)
{
    mpz_t x, y;
    if (!load_integer(x, a)) return false;
    if (!load_integer(y, b)) {
        mpz_clear(x);
        return false;
    }
    if (op == mpz_mul && mpz_sizeinbase(x, 2) + mpz_sizeinbase(y, 2) > ARITH_MAX_BITS + 64) {
        *status = ARITH_TOO_BIG;
    } else {
        op(x, x, y);
        *status = store_integer(arena, x, out);
    }
    mpz_clears(x, y, NULL);
    return true;
}

static enum arith_status binary(struct arena *arena, struct value a, struct value b, unsigned precision, integer_op *integer, float_op *real,
                                struct value *out)
{
    enum arith_status status;
    if (integer_binary(arena, a, b, integer, out, &status)) return status;
    return float_binary(arena, a, b, precision, real, out);
}

static enum arith_status stored(struct value v, struct value *out)
{
    *out = v;
    return value_is_none(v) ? ARITH_NO_MEMORY : ARITH_OK;
}

static bool both_small(struct value a, struct value b) { return value_is_small_int(a) && value_is_small_int(b); }

enum arith_status arith_add(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out)
{
    if (both_small(a, b)) return stored(value_int(arena, value_small_int(a) + value_small_int(b)), out);
    return binary(arena, a, b, precision, mpz_add, mpfr_add, out);
}

enum arith_status arith_sub(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out)
{
    if (both_small(a, b)) return stored(value_int(arena, value_small_int(a) - value_small_int(b)), out);
    return binary(arena, a, b, precision, mpz_sub, mpfr_sub, out);
}

enum arith_status arith_mul(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out)
{
    int64_t product;
    if (both_small(a, b) && !__builtin_mul_overflow(value_small_int(a), value_small_int(b), &product))
        return stored(value_int(arena, product), out);
    return binary(arena, a, b, precision, mpz_mul, mpfr_mul, out);
}

static bool is_zero(struct value v)
{
    return value_is_small_int(v) ? value_small_int(v) == 0 : value_number_compare(v, value_small(0)) == 0;
}

enum arith_status arith_div(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out)
{
    if (is_zero(b)) return ARITH_DIVISION_BY_ZERO;
    if (both_small(a, b) && value_small_int(a) != 0 && value_small_int(a) % value_small_int(b) == 0)   /* 0 / -5 is -0, hence float */
        return stored(value_int(arena, value_small_int(a) / value_small_int(b)), out);
    return float_binary(arena, a, b, precision, mpfr_div, out);
}

enum arith_status arith_rem(struct arena *arena, struct value a, struct value b, struct value *out)
{
    enum arith_status status;
    if (both_small(a, b)) {
        if (value_small_int(b) == 0) return ARITH_DIVISION_BY_ZERO;
        return stored(value_small(value_small_int(a) % value_small_int(b)), out);
    }
    mpz_t check;
    if (!load_integer(check, b)) return ARITH_NOT_INTEGER;
    bool zero = mpz_sgn(check) == 0;
    mpz_clear(check);
    if (!load_integer(check, a)) return ARITH_NOT_INTEGER;
    mpz_clear(check);
    if (zero) return ARITH_DIVISION_BY_ZERO;
    return integer_binary(arena, a, b, mpz_tdiv_r, out, &status) ? status : ARITH_NOT_INTEGER;
}

/* --- one operand --- */

static int round_half_away(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding)
{
    (void)rounding;
    return mpfr_round(out, in);
}
static int round_up(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) { (void)rounding; return mpfr_ceil(out, in); }
static int round_down(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) { (void)rounding; return mpfr_floor(out, in); }
static int round_to_zero(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) { (void)rounding; return mpfr_trunc(out, in); }
static int negate(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) { return mpfr_neg(out, in, rounding); }
static int absolute(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) { return mpfr_abs(out, in, rounding); }

static enum arith_status unary(struct arena *arena, struct value a, unsigned precision, int (*op)(mpfr_t, const mpfr_t, mpfr_rnd_t),
                               bool to_integer, struct value *out)
{
    mpfr_t x;
    enum arith_status status = ARITH_TOO_BIG;
    if (load_float(x, a, precision) && bearable(x)) {
        op(x, x, MPFR_RNDN);
        if (!to_integer) {
            status = store_float(arena, x, out);
        } else if (mpfr_zero_p(x) || mpfr_get_exp(x) <= ARITH_MAX_BITS) {   /* every digit, and no -0 */
            mpz_t z;
            mpz_init(z);
            mpfr_get_z(z, x, MPFR_RNDZ);
            status = store_integer(arena, z, out);
            mpz_clear(z);
        }
    }
    mpfr_clear(x);
    return status;
}

enum arith_status arith_neg(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    if (value_is_small_int(a)) return stored(value_int(arena, -value_small_int(a)), out);
    if (value_number_is_integer(a)) return arith_sub(arena, value_small(0), a, precision, out);
    return unary(arena, a, precision, negate, false, out);
}

enum arith_status arith_abs(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    if (value_is_small_int(a)) return stored(value_int(arena, llabs(value_small_int(a))), out);
    return unary(arena, a, precision, absolute, false, out);
}

enum arith_status arith_round(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    return value_is_small_int(a) ? stored(a, out) : unary(arena, a, precision, round_half_away, true, out);
}

enum arith_status arith_ceil(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    return value_is_small_int(a) ? stored(a, out) : unary(arena, a, precision, round_up, true, out);
}

enum arith_status arith_floor(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    return value_is_small_int(a) ? stored(a, out) : unary(arena, a, precision, round_down, true, out);
}

enum arith_status arith_trunc(struct arena *arena, struct value a, unsigned precision, struct value *out)
{
    return value_is_small_int(a) ? stored(a, out) : unary(arena, a, precision, round_to_zero, true, out);
}

/* --- bits --- */

static enum arith_status bits(struct arena *arena, struct value a, struct value b, integer_op *op, struct value *out)
{
    enum arith_status status;
    return integer_binary(arena, a, b, op, out, &status) ? status : ARITH_NOT_INTEGER;
}

enum arith_status arith_bits_and(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return both_small(a, b) ? stored(value_small(value_small_int(a) & value_small_int(b)), out) : bits(arena, a, b, mpz_and, out);
}

enum arith_status arith_bits_or(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return both_small(a, b) ? stored(value_small(value_small_int(a) | value_small_int(b)), out) : bits(arena, a, b, mpz_ior, out);
}

enum arith_status arith_bits_xor(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return both_small(a, b) ? stored(value_small(value_small_int(a) ^ value_small_int(b)), out) : bits(arena, a, b, mpz_xor, out);
}

enum arith_status arith_bits_not(struct arena *arena, struct value a, struct value *out)
{
    mpz_t z;
    if (!load_integer(z, a)) return ARITH_NOT_INTEGER;
    mpz_com(z, z);
    enum arith_status status = store_integer(arena, z, out);
    mpz_clear(z);
    return status;
}

static enum arith_status shift(struct arena *arena, struct value a, struct value b, bool left, struct value *out)
{
    mpz_t x, n;
    enum arith_status status;
    if (!load_integer(x, a)) return ARITH_NOT_INTEGER;
    if (!load_integer(n, b)) {
        mpz_clear(x);
        return ARITH_NOT_INTEGER;
    }
    unsigned long by = mpz_fits_ulong_p(n) ? mpz_get_ui(n) : ULONG_MAX;
    if (mpz_sgn(n) < 0) {
        status = ARITH_NEGATIVE_SHIFT;
    } else if (left && mpz_sgn(x) != 0 && by > ARITH_MAX_BITS - mpz_sizeinbase(x, 2)) {
        status = ARITH_TOO_BIG;
    } else {
        if (left && mpz_sgn(x) != 0) mpz_mul_2exp(x, x, by);
        if (!left) mpz_fdiv_q_2exp(x, x, by);
        status = store_integer(arena, x, out);
    }
    mpz_clears(x, n, NULL);
    return status;
}

enum arith_status arith_shift_left(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return shift(arena, a, b, true, out);
}

enum arith_status arith_shift_right(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return shift(arena, a, b, false, out);
}

/* --- many operands --- */

static enum arith_status total(struct arena *arena, const struct value *items, size_t n, unsigned precision, bool product, struct value *out)
{
    bool integers = true;
    mpz_t z, x;
    mpz_init_set_ui(z, product ? 1 : 0);
    enum arith_status status = ARITH_OK;
    for (size_t i = 0; i < n && integers && status == ARITH_OK; i++) {
        integers = load_integer(x, items[i]);
        if (!integers) break;
        if (product && mpz_sizeinbase(z, 2) + mpz_sizeinbase(x, 2) > ARITH_MAX_BITS + 64) status = ARITH_TOO_BIG;
        else if (product) mpz_mul(z, z, x);
        else mpz_add(z, z, x);
        mpz_clear(x);
    }
    if (integers && status == ARITH_OK) status = store_integer(arena, z, out);
    mpz_clear(z);
    if (integers) return status;
    mpfr_t f, g;
    mpfr_init2(f, product && precision == ARITH_PRECISION_REGO ? 53 : precision);   /* OPA begins a product with a double */
    mpfr_set_ui(f, product ? 1 : 0, MPFR_RNDN);
    status = ARITH_OK;
    for (size_t i = 0; i < n && status == ARITH_OK; i++) {
        if (load_float(g, items[i], precision) && bearable(g)) {
            if (product) mpfr_mul(f, f, g, MPFR_RNDN);
            else mpfr_add(f, f, g, MPFR_RNDN);
        } else {
            status = ARITH_TOO_BIG;
        }
        mpfr_clear(g);
    }
    if (status == ARITH_OK) status = store_float(arena, f, out);
    mpfr_clear(f);
    return status;
}

enum arith_status arith_sum(struct arena *arena, const struct value *items, size_t n, unsigned precision, struct value *out)
{
    int64_t sum = 0;
    size_t i = 0;
    for (; i < n && value_is_small_int(items[i]); i++)
        if (__builtin_add_overflow(sum, value_small_int(items[i]), &sum)) break;
    if (i == n) return stored(value_int(arena, sum), out);
    return total(arena, items, n, precision, false, out);
}

enum arith_status arith_product(struct arena *arena, const struct value *items, size_t n, unsigned precision, struct value *out)
{
    return total(arena, items, n, precision, true, out);
}

/* --- conversions --- */

static size_t print_word(char *out, const char *word)
{
    size_t n = strlen(word);
    memcpy(out, word, n + 1);
    return n;
}

size_t arith_print_double(double d, char *out)
{
    char text[40], digits[24];
    if (isnan(d)) return print_word(out, "NaN");
    if (isinf(d)) return print_word(out, d < 0 ? "-Inf" : "+Inf");
    if (d == 0) return print_word(out, signbit(d) ? "-0" : "0");
    for (int precision = 0; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, d);
        if (strtod(text, NULL) == d) break;
    }
    size_t n = 0;
    const char *p = text;
    if (*p == '-') p++;
    for (; *p && *p != 'e'; p++)
        if (*p != '.') digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0') n--;
    digits[n] = '\0';
    return (size_t)print_general(out, 32, d < 0, digits, strtol(p + 1, NULL, 10) + 1);
}

enum arith_status arith_from_double(struct arena *arena, double d, struct value *out)
{
    char text[40];
    if (!isfinite(d)) return ARITH_TOO_BIG;
    if (d == floor(d) && fabs(d) < 9007199254740992.0) return stored(value_int(arena, (int64_t)d), out);
    size_t len = arith_print_double(d, text);
    return stored(value_number(arena, (struct str){text, len}), out);
}

enum arith_status arith_pow(struct arena *arena, struct value a, struct value b, struct value *out)
{
    return arith_from_double(arena, pow(value_number_to_double(a), value_number_to_double(b)), out);
}

enum arith_status arith_format_int(struct arena *arena, struct value a, int base, struct str *out)
{
    mpz_t z;
    if (!load_integer(z, a)) {
        mpfr_t f;
        bool loaded = load_float(f, a, ARITH_PRECISION_REGO) && bearable(f) && (mpfr_zero_p(f) || mpfr_get_exp(f) <= ARITH_MAX_BITS);
        if (loaded) {
            mpz_init(z);
            mpfr_get_z(z, f, MPFR_RNDZ);
        }
        mpfr_clear(f);
        if (!loaded) return ARITH_TOO_BIG;
    }
    char *text = arena_alloc(arena, mpz_sizeinbase(z, base) + 2);
    if (text) {
        mpz_get_str(text, base, z);
        *out = str_of(text);
    }
    mpz_clear(z);
    return text ? ARITH_OK : ARITH_NO_MEMORY;
}

enum arith_status arith_parse_int(struct arena *arena, struct str digits, int base, struct value *out)
{
    size_t i = digits.len > 0 && (digits.s[0] == '-' || digits.s[0] == '+');
    if (digits.len == i) return ARITH_NOT_INTEGER;
    if (digits.len > MAX_DIGITS) return ARITH_TOO_BIG;
    for (size_t k = i; k < digits.len; k++) {
        char c = digits.s[k];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
        if (digit >= base) return ARITH_NOT_INTEGER;
    }
    char *copy = strndup(digits.s + i, digits.len - i);
    if (!copy) return ARITH_NO_MEMORY;
    mpz_t z;
    mpz_init(z);
    mpz_set_str(z, copy, base);
    free(copy);
    if (digits.s[0] == '-') mpz_neg(z, z);
    enum arith_status status = store_integer(arena, z, out);
    mpz_clear(z);
    return status;
}

/* The rational q with `digits` decimal places, halves away from zero. */
static enum arith_status store_fixed(struct arena *arena, mpq_t q, int digits, struct value *out)
{
    mpz_t scaled, scale;
    mpz_inits(scaled, scale, NULL);
    mpz_ui_pow_ui(scale, 10, (unsigned long)digits);
    mpz_mul(scaled, mpq_numref(q), scale);
    mpz_mul_2exp(scaled, scaled, 1);
    if (mpz_sgn(scaled) >= 0) mpz_add(scaled, scaled, mpq_denref(q));
    else mpz_sub(scaled, scaled, mpq_denref(q));
    mpz_mul_2exp(scale, mpq_denref(q), 1);
    mpz_tdiv_q(scaled, scaled, scale);
    bool negative = mpz_sgn(mpq_numref(q)) < 0;
    mpz_abs(scaled, scaled);
    size_t size = mpz_sizeinbase(scaled, 10) + (size_t)digits + 4;
    char *raw = malloc(size), *text = malloc(size);
    enum arith_status status = ARITH_NO_MEMORY;
    if (raw && text) {
        mpz_get_str(raw, 10, scaled);
        size_t n = strlen(raw), pad = n <= (size_t)digits ? (size_t)digits + 1 - n : 0, whole = n + pad - (size_t)digits;
        char *p = text;
        if (negative) *p++ = '-';
        for (size_t i = 0; i < n + pad; i++) {
            if (i == whole) *p++ = '.';
            *p++ = i < pad ? '0' : raw[i - pad];
        }
        status = stored(value_number(arena, (struct str){text, (size_t)(p - text)}), out);
    }
    free(raw);
    free(text);
    mpz_clears(scaled, scale, NULL);
    return status;
}

/* The exact rational worth of a number. */
static bool load_rational(mpq_t q, struct value v)
{
    char scratch[32];
    struct decimal d;
    mpz_t power;
    char *digits = decimal_of(value_number_text(v, scratch), &d);
    bool fits = digits && d.digits <= MAX_DIGITS && llabs(d.exponent) <= MAX_DIGITS;
    mpq_init(q);
    if (fits && d.digits) {
        mpz_init(power);
        mpz_set_str(mpq_numref(q), digits, 10);
        mpz_ui_pow_ui(power, 10, (unsigned long)llabs(d.exponent));
        if (d.exponent >= 0) mpz_mul(mpq_numref(q), mpq_numref(q), power);
        else mpz_set(mpq_denref(q), power);
        if (d.negative) mpq_neg(q, q);
        mpq_canonicalize(q);
        mpz_clear(power);
    }
    free(digits);
    return fits;
}

bool arith_is_multiple(struct value a, struct value b)
{
    mpq_t x, y;
    bool loaded = load_rational(x, a);
    loaded = load_rational(y, b) && loaded && mpq_sgn(y) != 0;
    if (loaded) mpq_div(x, x, y);
    bool whole = loaded && mpz_cmp_ui(mpq_denref(x), 1) == 0;
    mpq_clears(x, y, NULL);
    return whole;
}

enum arith_status arith_scale(struct arena *arena, struct str text, uint64_t numerator, uint64_t denominator, int digits, struct value *out)
{
    struct decimal d;
    char *raw = decimal_of(text, &d);
    if (!raw) return ARITH_NOT_INTEGER;
    if (d.digits > MAX_DIGITS || llabs(d.exponent) > MAX_DIGITS) {
        free(raw);
        return ARITH_TOO_BIG;
    }
    mpq_t q;
    mpz_t power;
    mpq_init(q);
    mpz_init(power);
    if (d.digits) mpz_set_str(mpq_numref(q), raw, 10);
    free(raw);
    if (d.negative) mpz_neg(mpq_numref(q), mpq_numref(q));
    mpz_ui_pow_ui(power, 10, (unsigned long)llabs(d.exponent));
    if (d.exponent >= 0) mpz_mul(mpq_numref(q), mpq_numref(q), power);
    else mpz_mul(mpq_denref(q), mpq_denref(q), power);
    mpz_mul_ui(mpq_numref(q), mpq_numref(q), numerator);
    mpz_mul_ui(mpq_denref(q), mpq_denref(q), denominator);
    mpq_canonicalize(q);
    enum arith_status status =
        mpz_cmp_ui(mpq_denref(q), 1) == 0 ? store_integer(arena, mpq_numref(q), out) : store_fixed(arena, q, digits, out);
    mpz_clear(power);
    mpq_clear(q);
    return status;
}
