/* value/number.c: numbers as they were written, compared by what they are worth.
 * A number is a 61-bit integer, or a node with its JSON text. Order is exact: digit by digit where a double cannot tell. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "value/value.h"

/* A decimal as 0.DIGITS × 10^point: digits without leading or trailing zeros, none for zero. */
struct decimal { bool negative; const char *text; size_t skip, dot, end, digits; int64_t point; };

#define EXPONENT_MAX ((int64_t)1 << 52)   /* far beyond any double; keeps the arithmetic on exponents from overflowing */

/* The digits stand in text[skip..end), with the dot (if any) at `dot` to be passed over. */
static struct decimal decimal_of(struct str s)
{
    struct decimal d = {.text = s.s};
    size_t i = 0, start, mantissa;
    if (s.len && s.s[0] == '-') d.negative = true, i++;
    start = i;
    d.dot = SIZE_MAX;
    while (i < s.len && ((s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '.')) {
        if (s.s[i] == '.') d.dot = i;
        i++;
    }
    mantissa = i;
    int64_t exponent = 0;
    if (i < s.len && (s.s[i] == 'e' || s.s[i] == 'E')) {
        bool minus = ++i < s.len && s.s[i] == '-';
        if (i < s.len && (s.s[i] == '-' || s.s[i] == '+')) i++;
        for (; i < s.len; i++)
            if (exponent < EXPONENT_MAX) exponent = exponent * 10 + (s.s[i] - '0');
        if (minus) exponent = -exponent;
    }
    size_t whole = d.dot == SIZE_MAX ? mantissa : d.dot;
    d.point = (int64_t)(whole - start) + exponent;
    while (start < mantissa && (s.s[start] == '0' || start == d.dot)) {
        if (start != d.dot) d.point--;
        start++;
    }
    while (mantissa > start && (s.s[mantissa - 1] == '0' || mantissa - 1 == d.dot)) mantissa--;
    d.skip = start;
    d.end = mantissa;
    d.digits = mantissa - start - (d.dot != SIZE_MAX && d.dot > start && d.dot < mantissa);
    if (d.digits == 0) d.point = 0, d.negative = false;
    return d;
}

static char digit(const struct decimal *d, size_t i)
{
    size_t at = d->skip + i;
    if (d->dot != SIZE_MAX && d->dot >= d->skip && at >= d->dot) at++;
    return d->text[at];
}

static struct decimal decimal_of_value(struct value v, char *scratch) { return decimal_of(value_number_text(v, scratch)); }

static int compare_magnitude(const struct decimal *a, const struct decimal *b)
{
    if (a->digits == 0 || b->digits == 0) return (a->digits > 0) - (b->digits > 0);
    if (a->point != b->point) return a->point < b->point ? -1 : 1;
    for (size_t i = 0; i < a->digits && i < b->digits; i++) {
        char x = digit(a, i), y = digit(b, i);
        if (x != y) return x < y ? -1 : 1;
    }
    return a->digits < b->digits ? -1 : a->digits > b->digits;
}

int value_number_compare(struct value a, struct value b)
{
    if (value_is_small_int(a) && value_is_small_int(b)) {
        int64_t x = value_small_int(a), y = value_small_int(b);
        return x < y ? -1 : x > y;
    }
    double x = value_number_to_double(a), y = value_number_to_double(b);
    if (isfinite(x) && isfinite(y) && fabs(x - y) > 1e-9 * (fabs(x) + fabs(y))) return x < y ? -1 : 1;
    char first[24], second[24];
    struct decimal p = decimal_of_value(a, first), q = decimal_of_value(b, second);
    if (p.negative != q.negative) return p.negative ? -1 : 1;
    int c = compare_magnitude(&p, &q);
    return p.negative ? -c : c;
}

bool value_number_is_extreme(struct str text)
{
    struct decimal d = decimal_of(text);
    return d.digits && fabs((double)d.point) * 3.3219280949 > 100000;   /* log2(10) */
}

static struct value number_node(struct arena *arena, struct str text)
{
    if (text.len > VALUE_MAX_LEN) return VALUE_NONE;
    struct value_number *node = (struct value_number *)arena_alloc(arena, sizeof *node + text.len + 1);
    if (!node) return VALUE_NONE;
    node->size = (uint32_t)text.len;
    node->hash = 0;
    memcpy(node->text, text.s, text.len);
    node->text[text.len] = '\0';
    node->approx = strtod(node->text, NULL);
    return value_tagged(TAG_NUMBER, node);
}

struct value value_int(struct arena *arena, int64_t i)
{
    if (i >= VALUE_INT_MIN && i <= VALUE_INT_MAX) return value_small(i);
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)i);
    return number_node(arena, (struct str){text, (size_t)n});
}

struct value value_number(struct arena *arena, struct str text)
{
    size_t i = text.len && text.s[0] == '-', digits = text.len - i;
    if (digits >= 1 && digits <= 18 && (text.s[i] != '0' || text.len == 1)) {
        int64_t n = 0;
        size_t j = i;
        while (j < text.len && text.s[j] >= '0' && text.s[j] <= '9') n = n * 10 + (text.s[j++] - '0');
        if (j == text.len) return value_small(i ? -n : n);
    }
    return number_node(arena, text);
}

bool value_number_is_integer(struct value v)
{
    if (value_is_small_int(v)) return true;
    struct decimal d = decimal_of_value(v, (char[24]){0});
    return d.digits == 0 || d.point >= (int64_t)d.digits;
}

bool value_number_to_int64(struct value v, int64_t *out)
{
    if (value_is_small_int(v)) return *out = value_small_int(v), true;
    struct decimal d = decimal_of_value(v, (char[24]){0});
    if (d.digits && (d.point < (int64_t)d.digits || d.point > 19)) return false;
    uint64_t n = 0;
    for (int64_t i = 0; i < d.point; i++) {
        uint64_t next = (size_t)i < d.digits ? (uint64_t)(digit(&d, (size_t)i) - '0') : 0;
        if (n > (UINT64_MAX - next) / 10) return false;
        n = n * 10 + next;
    }
    if (n > (uint64_t)INT64_MAX + d.negative) return false;
    *out = d.negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

double value_number_to_double(struct value v)
{
    return value_is_small_int(v) ? (double)value_small_int(v) : ((const struct value_number *)value_pointer(v))->approx;
}

struct str value_number_text(struct value v, char *scratch)
{
    if (!value_is_small_int(v)) {
        const struct value_number *node = (const struct value_number *)value_pointer(v);
        return (struct str){node->text, node->size & VALUE_MAX_LEN};
    }
    int64_t i = value_small_int(v);
    uint64_t n = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    char *end = scratch + 23, *p = end;
    *end = '\0';
    do *--p = (char)('0' + n % 10); while (n /= 10);
    if (i < 0) *--p = '-';
    return (struct str){p, (size_t)(end - p)};
}

uint32_t value_number_hash(struct value v);

/* Of a boxed number: equal to that of the small integer it is worth, if it is one. */
uint32_t value_number_hash(struct value v)
{
    int64_t i;
    if (value_number_to_int64(v, &i) && i >= VALUE_INT_MIN && i <= VALUE_INT_MAX) return value_hash(value_small(i));
    struct decimal d = decimal_of_value(v, (char[24]){0});
    uint64_t state[2] = {(uint64_t)d.point, d.negative};
    for (size_t n = 0; n < d.digits; n++) {
        state[1] = state[1] * 31 + (uint64_t)digit(&d, n);
        if (n % 8 == 7) state[1] = hash_bytes(state, sizeof state);
    }
    return (uint32_t)hash_bytes(state, sizeof state);
}
