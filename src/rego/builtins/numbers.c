/* rego/builtins/numbers.c: arithmetic, bits, numbers.range, rand.intn. */
#include "rego/builtins/families.h"

#include <stdlib.h>

#include "rego/builtins/common.h"

typedef enum arith_status binary_op(struct arena *, struct value, struct value, unsigned, struct value *);
typedef enum arith_status unary_op(struct arena *, struct value, unsigned, struct value *);

static bool binary(struct rego_call *call, const char *name, const struct value *in, binary_op *op, struct value *out)
{
    if (!want_number(call, name, in, 1) || !want_number(call, name, in, 2)) return false;
    return give_arith(call, name, op(call->arena, in[0], in[1], ARITH_PRECISION_REGO, out));
}

static bool unary(struct rego_call *call, const char *name, const struct value *in, unary_op *op, struct value *out)
{
    if (!want_number(call, name, in, 1)) return false;
    return give_arith(call, name, op(call->arena, in[0], ARITH_PRECISION_REGO, out));
}

BUILTIN(plus) { return binary(call, "plus", in, arith_add, out); }
BUILTIN(mul) { return binary(call, "mul", in, arith_mul, out); }
BUILTIN(divide) { return binary(call, "div", in, arith_div, out); }
BUILTIN(absolute) { return unary(call, "abs", in, arith_abs, out); }
BUILTIN(round_half) { return unary(call, "round", in, arith_round, out); }
BUILTIN(ceiling) { return unary(call, "ceil", in, arith_ceil, out); }
BUILTIN(floor_of) { return unary(call, "floor", in, arith_floor, out); }

BUILTIN(rem)
{
    if (!want_number(call, "rem", in, 1) || !want_number(call, "rem", in, 2)) return false;
    enum arith_status status = arith_rem(call->arena, in[0], in[1], out);
    if (status == ARITH_DIVISION_BY_ZERO) return rego_builtin_error(call, "rem", "modulo by zero");
    if (status == ARITH_NOT_INTEGER) return rego_builtin_error(call, "rem", "modulo on floating-point number");
    return give_arith(call, "rem", status);
}

BUILTIN(minus)
{
    bool number1 = value_is_number(in[0]), number2 = value_is_number(in[1]), set1 = value_is_set(in[0]);
    if (number1 && number2) return give_arith(call, "minus", arith_sub(call->arena, in[0], in[1], ARITH_PRECISION_REGO, out));
    if (set1 && value_is_set(in[1])) return set_minus(call, in, out);
    if (!number1 && !set1) return operand_type(call, "minus", 1, in[0], "one of {number, set}");
    return operand_type(call, "minus", 2, in[1], number2 ? "set" : "number");
}

/* --- bits --- */

static bool want_integer(struct rego_call *call, const char *name, const struct value *in, int position)
{
    struct value v = in[position - 1];
    if (!value_is_number(v)) return operand_type(call, name, position, v, "integer");
    if (value_number_is_integer(v)) return true;
    return operand_text(call, name, position, "must be integer number but got floating-point number");
}

static bool bits(struct rego_call *call, const char *name, const struct value *in,
                 enum arith_status (*op)(struct arena *, struct value, struct value, struct value *), struct value *out)
{
    if (!want_integer(call, name, in, 1) || !want_integer(call, name, in, 2)) return false;
    enum arith_status status = op(call->arena, in[0], in[1], out);
    if (status == ARITH_NEGATIVE_SHIFT)
        return operand_text(call, name, 2, "must be an unsigned integer number but got a negative integer");
    return give_arith(call, name, status);
}

BUILTIN(bits_and) { return bits(call, "bits.and", in, arith_bits_and, out); }
BUILTIN(bits_or) { return bits(call, "bits.or", in, arith_bits_or, out); }
BUILTIN(bits_xor) { return bits(call, "bits.xor", in, arith_bits_xor, out); }
BUILTIN(bits_lsh) { return bits(call, "bits.lsh", in, arith_shift_left, out); }
BUILTIN(bits_rsh) { return bits(call, "bits.rsh", in, arith_shift_right, out); }

BUILTIN(bits_negate)
{
    return want_integer(call, "bits.negate", in, 1) && give_arith(call, "bits.negate", arith_bits_not(call->arena, in[0], out));
}

/* --- ranges --- */

#define MAX_RANGE ((size_t)1 << 26)   /* elements: half a gigabyte */

/* From x to y, both included where hit, upwards or downwards. */
static bool range(struct rego_call *call, const char *name, const struct value *in, struct value step, struct value *out)
{
    if (!want_integer(call, name, in, 1) || !want_integer(call, name, in, 2)) return false;
    if (value_number_compare(step, value_small(0)) <= 0) return rego_builtin_error(call, name, "%s: step must be a positive integer", name);
    bool up = value_number_compare(in[0], in[1]) <= 0;
    struct values list = {0};
    if (value_is_small_int(in[0]) && value_is_small_int(in[1]) && value_is_small_int(step) &&
        (uint64_t)llabs(value_small_int(in[1]) - value_small_int(in[0])) / (uint64_t)value_small_int(step) >= MAX_RANGE)
        return rego_builtin_error(call, name, "the range has too many numbers");
    struct value i = value_number_is_integer(in[0]) && !value_is_small_int(in[0]) ? VALUE_NONE : in[0];
    if (value_is_none(i) && !give_arith(call, name, arith_add(call->arena, in[0], value_small(0), ARITH_PRECISION_REGO, &i))) return false;
    while (up ? value_number_compare(i, in[1]) <= 0 : value_number_compare(i, in[1]) >= 0) {
        if (list.len % 1024 == 0 && out_of_time(call, name)) return false;
        if (list.len >= MAX_RANGE) return rego_builtin_error(call, name, "the range has too many numbers");
        if (!values_add(call, &list, i)) return false;
        enum arith_status status = (up ? arith_add : arith_sub)(call->arena, i, step, ARITH_PRECISION_REGO, &i);
        if (!give_arith(call, name, status)) return false;
    }
    return give(call, value_array(call->arena, list.items, list.len), out);
}

BUILTIN(numbers_range) { return range(call, "numbers.range", in, value_small(1), out); }

BUILTIN(numbers_range_step)
{
    return want_integer(call, "numbers.range_step", in, 3) && range(call, "numbers.range_step", in, in[2], out);
}

/* splitmix64: one step of the query's pseudo-random numbers. */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* The same key and bound give the same number within one query, so nothing needs to be remembered: the number is a hash of both under the
 * query's seed, which stays as it is. */
BUILTIN(rand_intn)
{
    struct str key;
    int64_t n;
    if (!want_string(call, "rand.intn", in, 1, &key) || !want_int(call, "rand.intn", in, 2, &n)) return false;
    if (n == 0) return give_int(call, 0, out);
    uint64_t bound = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, h = mix((call->random ? *call->random : 0) ^ bound);
    for (size_t i = 0; i < key.len; i++) h = mix(h ^ (unsigned char)key.s[i]);
    return give_int(call, (int64_t)(h % bound), out);
}

#define N_N "number -> number"
#define NN_N "number, number -> number"

const struct rego_builtin rego_numbers[] = {
    {"abs", N_N, absolute, REGO_PURE, NULL},
    {"bits.and", NN_N, bits_and, REGO_PURE, NULL},
    {"bits.lsh", NN_N, bits_lsh, REGO_PURE, NULL},
    {"bits.negate", N_N, bits_negate, REGO_PURE, NULL},
    {"bits.or", NN_N, bits_or, REGO_PURE, NULL},
    {"bits.rsh", NN_N, bits_rsh, REGO_PURE, NULL},
    {"bits.xor", NN_N, bits_xor, REGO_PURE, NULL},
    {"ceil", N_N, ceiling, REGO_PURE, NULL},
    {"div", NN_N, divide, REGO_PURE, "/"},
    {"floor", N_N, floor_of, REGO_PURE, NULL},
    {"minus", "any<number, set[any]>, any<number, set[any]> -> any<number, set[any]>", minus, REGO_PURE, "-"},
    {"mul", NN_N, mul, REGO_PURE, "*"},
    {"numbers.range", "number, number -> array[number]", numbers_range, REGO_PURE, NULL},
    {"numbers.range_step", "number, number, number -> array[number]", numbers_range_step, REGO_PURE, NULL},
    {"plus", NN_N, plus, REGO_PURE, "+"},
    {"rand.intn", "string, number -> number", rand_intn, REGO_NONDETERMINISTIC, NULL},
    {"rem", NN_N, rem, REGO_PURE, "%"},
    {"round", N_N, round_half, REGO_PURE, NULL},
};
const size_t rego_numbers_n = COUNT_OF(rego_numbers);
