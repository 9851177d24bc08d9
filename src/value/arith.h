/* value/arith.h: exact arithmetic on number values.
 *
 * Small integers are computed at once, other integers exactly (GMP), everything else in binary floating point with `precision` bits,
 * rounded to nearest, ties to even (MPFR), and written with the fewest digits that read back the same: 0.1 + 0.2 is 0.3 at 64 bits,
 * what OPA computes with (Go's big.Float as it comes); Terraform computes with 512.
 *
 * Results are bounded (ARITH_MAX_BITS): 1e1000000000 - 1 is ARITH_TOO_BIG at once and never a gigabyte of digits. */
#ifndef RAMPART_VALUE_ARITH_H
#define RAMPART_VALUE_ARITH_H

#include "value/value.h"

#define ARITH_PRECISION_REGO 64
#define ARITH_PRECISION_HCL 512
#define ARITH_MAX_BITS (1 << 22)   /* of an integer: 1.2 million decimal digits, which print in well under a second */

enum arith_status { ARITH_OK, ARITH_DIVISION_BY_ZERO, ARITH_NOT_INTEGER, ARITH_TOO_BIG, ARITH_NEGATIVE_SHIFT, ARITH_NO_MEMORY };

/* "divide by zero", ...; for ARITH_OK "". */
const char *arith_status_text(enum arith_status status);

/* All operands must be numbers; *out is set with ARITH_OK only. */
enum arith_status arith_add(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out);
enum arith_status arith_sub(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out);
enum arith_status arith_mul(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out);
enum arith_status arith_div(struct arena *arena, struct value a, struct value b, unsigned precision, struct value *out);
/* The remainder of the truncated quotient (the sign of `a`). Integers only. */
enum arith_status arith_rem(struct arena *arena, struct value a, struct value b, struct value *out);

enum arith_status arith_neg(struct arena *arena, struct value a, unsigned precision, struct value *out);
enum arith_status arith_abs(struct arena *arena, struct value a, unsigned precision, struct value *out);
enum arith_status arith_round(struct arena *arena, struct value a, unsigned precision, struct value *out);   /* halves away from zero */
enum arith_status arith_ceil(struct arena *arena, struct value a, unsigned precision, struct value *out);
enum arith_status arith_floor(struct arena *arena, struct value a, unsigned precision, struct value *out);
/* Truncated towards zero. */
enum arith_status arith_trunc(struct arena *arena, struct value a, unsigned precision, struct value *out);

/* Integers only, in two's complement of unbounded width. */
enum arith_status arith_bits_and(struct arena *arena, struct value a, struct value b, struct value *out);
enum arith_status arith_bits_or(struct arena *arena, struct value a, struct value b, struct value *out);
enum arith_status arith_bits_xor(struct arena *arena, struct value a, struct value b, struct value *out);
enum arith_status arith_bits_not(struct arena *arena, struct value a, struct value *out);
enum arith_status arith_shift_left(struct arena *arena, struct value a, struct value b, struct value *out);
enum arith_status arith_shift_right(struct arena *arena, struct value a, struct value b, struct value *out);

/* The sum or product of n numbers: exact when all are integers, otherwise one floating point accumulator from left to right. */
enum arith_status arith_sum(struct arena *arena, const struct value *items, size_t n, unsigned precision, struct value *out);
enum arith_status arith_product(struct arena *arena, const struct value *items, size_t n, unsigned precision, struct value *out);

/* a to the power b, through doubles (as Terraform's pow). */
enum arith_status arith_pow(struct arena *arena, struct value a, struct value b, struct value *out);

/* Digits of `a`, truncated towards zero, in base 2 to 36, lower case, "-" before a negative one. */
enum arith_status arith_format_int(struct arena *arena, struct value a, int base, struct str *out);
/* An integer from digits of that base with an optional sign; ARITH_NOT_INTEGER when it is none. */
enum arith_status arith_parse_int(struct arena *arena, struct str digits, int base, struct value *out);
/* The number a double is worth, in the fewest digits that read back the same. ARITH_TOO_BIG for infinities and NaN. */
enum arith_status arith_from_double(struct arena *arena, double d, struct value *out);
/* The product of the decimal number `text` (JSON's number syntax, "5." and ".5" too) and unit, exactly: `digits` decimal places, halves away
 * from zero, unless it is an integer. For units ("1.5Ki"). ARITH_NOT_INTEGER when `text` is no number. */
enum arith_status arith_scale(struct arena *arena, struct str text, uint64_t numerator, uint64_t denominator, int digits, struct value *out);

/* Is a a whole multiple of b, exactly? False when b is 0 or the numbers are too big to say. */
bool arith_is_multiple(struct value a, struct value b);

/* Writes the fewest digits that read back as `d` in Go's %g form ("1e+06", "0.0001", "123.5"); returns the length. out: at least 32 bytes. */
size_t arith_print_double(double d, char *out);

#endif
