/* hcl/functions/numerics.c: abs, ceil, floor, log, max, min, parseint, pow, signum. */
#include <ctype.h>
#include <gmp.h>
#include <math.h>

#include "hcl/functions/families.h"
#include "value/arith.h"

static bool status_result(struct hcl_call *call, enum arith_status status, struct value v, struct value *out)
{
    if (status == ARITH_OK) return hcl_function_result(call, v, out);
    return status == ARITH_NO_MEMORY ? error_no_memory(call->err) : hcl_function_error(call, "%s", arith_status_text(status));
}

static bool abs_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value v = VALUE_NONE;
    return status_result(call, arith_abs(call->arena, args[0], ARITH_PRECISION_HCL, &v), v, out);
}

static bool ceil_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value v = VALUE_NONE;
    return status_result(call, arith_ceil(call->arena, args[0], ARITH_PRECISION_HCL, &v), v, out);
}

static bool floor_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value v = VALUE_NONE;
    return status_result(call, arith_floor(call->arena, args[0], ARITH_PRECISION_HCL, &v), v, out);
}

/* The natural logarithm as Go computes it (the polynomial of FreeBSD's e_log.c): its last digit is not always that of the C library's. */
static double go_log(double x)
{
    if (!(x > 0) || isinf(x)) return log(x);
    int exponent;
    double fraction = frexp(x, &exponent);
    if (fraction < 0.70710678118654752440) {
        fraction *= 2;
        exponent--;
    }
    double f = fraction - 1, k = exponent, s = f / (2 + f), s2 = s * s, s4 = s2 * s2;
    double t1 = s2 * (6.666666666666735130e-01 + s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)));
    double t2 = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01));
    double half_square = 0.5 * f * f;
    return k * 6.93147180369123816490e-01 - ((half_square - (s * (half_square + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f);
}

static bool log_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value v = VALUE_NONE;
    double result = go_log(value_number_to_double(args[0])) / go_log(value_number_to_double(args[1]));
    if (!isfinite(result)) return hcl_function_error(call, "the result is not a finite number");
    return status_result(call, arith_from_double(call->arena, result, &v), v, out);
}

static bool extreme(struct hcl_call *call, const struct value *args, size_t n, int sign, struct value *out)
{
    if (n == 0) return hcl_function_error(call, "at least one number is needed");
    *out = args[0];
    for (size_t i = 1; i < n; i++)
        if (value_number_compare(args[i], *out) * sign > 0) *out = args[i];
    return true;
}

static bool max_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return extreme(call, args, n, 1, out); }
static bool min_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return extreme(call, args, n, -1, out); }

/* Terraform's digits above 35 are the capital letters, GMP's from 10 to 35 are: up to base 36 both take either, above it the cases are swapped. */
static bool parse_digits(struct arena *arena, struct str s, int base, char **decimal)
{
    mpz_t z;
    *decimal = NULL;
    char *text = arena_strndup(arena, s.s, s.len);
    if (!text) return true;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if (!isalnum(c) && !(i == 0 && c == '-')) return false;
        if (base > 36 && isalpha(c)) text[i] = (char)(c ^ 0x20);
    }
    mpz_init(z);
    bool ok = mpz_set_str(z, text, base) == 0;
    if (ok && (*decimal = arena_alloc(arena, mpz_sizeinbase(z, 10) + 2))) mpz_get_str(*decimal, 10, z);
    mpz_clear(z);
    return ok;
}

static bool parseint(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    int64_t base;
    char *decimal;
    if (!value_is_string(args[0])) return hcl_function_error(call, "the first argument must be a string, not %s", hcl_type_name(args[0]));
    if (!value_number_to_int64(args[1], &base) || base < 2 || base > 62) return hcl_function_error(call, "the base must be a whole number between 2 and 62");
    struct str s = value_str(args[0]), digits = s;
    if (s.len > 1 && s.s[0] == '+' && s.s[1] != '-') digits = (struct str){s.s + 1, s.len - 1};
    if (s.len > 10000 || digits.len == 0 || !parse_digits(call->arena, digits, (int)base, &decimal))
        return hcl_function_error(call, "cannot parse '%.*s' as a base %d integer", (int)(s.len < 80 ? s.len : 80), s.s, (int)base);
    return decimal ? hcl_function_result(call, value_number(call->arena, str_of(decimal)), out) : error_no_memory(call->err);
}

/* x to the power y as Go computes it: the whole part by squaring, the rest by exp and log; so the last digits are Terraform's. */
static double go_pow(double x, double y)
{
    if (y == 0 || x == 1) return 1;
    if (y == 1) return x;
    if (x == 0 || isinf(x) || isinf(y) || isnan(x) || isnan(y)) return pow(x, y);
    if (y == 0.5) return sqrt(x);
    if (y == -0.5) return 1 / sqrt(x);
    double whole, rest = modf(fabs(y), &whole), result = 1;
    if ((rest != 0 && x < 0) || whole >= 0x1p62) return pow(x, y);
    if (rest > 0.5) {
        rest--;
        whole++;
    }
    if (rest != 0) result = exp(rest * go_log(x));
    int exponent = 0, x_exponent;
    double square = frexp(x, &x_exponent);
    for (int64_t n = (int64_t)whole; n; n >>= 1) {
        if (x_exponent < -(1 << 12) || x_exponent > 1 << 12) {   /* far out of range whatever follows */
            exponent += x_exponent;
            break;
        }
        if (n & 1) {
            result *= square;
            exponent += x_exponent;
        }
        square *= square;
        x_exponent *= 2;
        if (square < 0.5) {
            square += square;
            x_exponent--;
        }
    }
    if (y < 0) {
        result = 1 / result;
        exponent = -exponent;
    }
    return ldexp(result, exponent);
}

static bool pow_of(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct value v = VALUE_NONE;
    double result = go_pow(value_number_to_double(args[0]), value_number_to_double(args[1]));
    if (!isfinite(result)) return hcl_function_error(call, "the result is not a finite number");
    return status_result(call, arith_from_double(call->arena, result, &v), v, out);
}

static bool signum(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    if (!value_number_is_integer(args[0])) return hcl_function_error(call, "a whole number is needed");
    int order = value_number_compare(args[0], value_small(0));
    *out = value_small(order < 0 ? -1 : order > 0);
    return true;
}

const struct hcl_function hcl_numerics[] = {
    {"abs", "n", HCL_FN_PLAIN, abs_of},
    {"ceil", "n", HCL_FN_PLAIN, ceil_of},
    {"floor", "n", HCL_FN_PLAIN, floor_of},
    {"log", "nn", HCL_FN_PLAIN, log_of},
    {"max", "n*", HCL_FN_PLAIN, max_of},
    {"min", "n*", HCL_FN_PLAIN, min_of},
    {"parseint", "an", HCL_FN_PLAIN, parseint},
    {"pow", "nn", HCL_FN_PLAIN, pow_of},
    {"signum", "n", HCL_FN_PLAIN, signum},
    {NULL, NULL, 0, NULL},
};
