#include "../unit.h"
#include "value/json.h"

static struct arena *arena;

static struct value read(const char *text)
{
    struct value v = VALUE_NONE;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

/* In ascending order; neighbours in one row are equal. */
static const char *const ladder[][3] = {
    {"null"}, {"false"}, {"true"},
    {"-1e400"}, {"-9223372036854775809"}, {"-9223372036854775808"}, {"-1.5", "-15e-1"}, {"-1", "-1.0"}, {"0", "-0", "0.0e5"}, {"1e-400"},
    {"0.1"}, {"0.10000000000000000000000000001"}, {"1", "1.0", "10e-1"}, {"100", "1e2", "1.00e2"},
    {"1152921504606846975"}, {"1152921504606846976"}, {"100000000000000000000000000000000000001"}, {"100000000000000000000000000000000000002"}, {"1e400"},
    {"\"\""}, {"\"a\"", "\"\\u0061\""}, {"\"a\\u0000\""}, {"\"aa\""}, {"\"b\""}, {"\"\\u00e9\""},
    {"[]"}, {"[1]", "[1.0]"}, {"[1,1]"}, {"[2]"},
    {"{}"}, {"{\"a\":1}", "{\"a\":1.0}"}, {"{\"a\":1,\"b\":0}", "{\"b\":0,\"a\":1}"}, {"{\"a\":2}"}, {"{\"b\":0}"},
};

static void values_are_ordered_as_opa_orders_them(void **state)
{
    for (size_t i = 0; i < COUNT_OF(ladder); i++) {
        for (size_t k = 0; k < 3 && ladder[i][k]; k++) {
            struct value a = read(ladder[i][k]), same = read(ladder[i][0]);
            if (value_compare(a, same) != 0 || !value_equal(a, same)) fail_msg("%s is not equal to %s", ladder[i][k], ladder[i][0]);
            if (value_hash(a) != value_hash(same)) fail_msg("%s and %s hash apart", ladder[i][k], ladder[i][0]);
            for (size_t j = 0; j < COUNT_OF(ladder); j++) {
                int c = value_compare(a, read(ladder[j][0])), want = i < j ? -1 : i > j;
                if ((c > 0) - (c < 0) != want) fail_msg("%s against %s: %d", ladder[i][k], ladder[j][0], c);
            }
        }
    }
}

static void sets_are_sorted_without_repetition(void **state)
{
    struct value items[] = {value_small(3), value_cstring(arena, "x"), value_small(1), read("1.0"), value_small(3)};
    struct value set = value_set(arena, items, COUNT_OF(items));
    assert_int_equal(value_len(set), 3);
    struct buf out = buf_new(0);
    value_print(&out, set);
    assert_string_equal(out.s, "{1, 3, \"x\"}");
    buf_free(&out);
    assert_true(value_is_none(value_get(set, value_small(2))));
    assert_false(value_is_none(value_get(set, value_small(3))));
}

static void the_last_of_equal_keys_counts_in_an_object_of_any_size(void **state)
{
    struct value_pair pairs[300];
    for (int i = 0; i < 300; i++) pairs[i] = (struct value_pair){value_small((i * 7) % 100), value_small(i)};
    struct value object = value_object(arena, pairs, COUNT_OF(pairs));
    assert_int_equal(value_len(object), 100);
    for (int i = 200; i < 300; i++) assert_true(value_equal(value_get(object, value_small((i * 7) % 100)), value_small(i)));
}

static void with_leaves_the_old_object_as_it_was(void **state)
{
    struct value old = read("{\"a\": 1, \"c\": 3}");
    struct value more = value_with(arena, old, value_cstring(arena, "b"), value_small(2));
    struct value other = value_with(arena, more, value_cstring(arena, "c"), value_small(4));
    assert_true(value_equal(old, read("{\"a\": 1, \"c\": 3}")));
    assert_true(value_equal(more, read("{\"a\": 1, \"b\": 2, \"c\": 3}")));
    assert_true(value_equal(other, read("{\"a\": 1, \"b\": 2, \"c\": 4}")));
}

static void an_unknown_inside_is_seen_from_outside(void **state)
{
    struct value unknown = value_unknown_ref(arena, "aws_kms_key.k.arn");
    struct value list = value_array(arena, &unknown, 1);
    struct value object = value_with(arena, read("{\"a\": 1}"), value_cstring(arena, "b"), list);
    assert_true(value_has_unknown(object));
    assert_false(value_has_unknown(value_field(object, "a")));
    assert_true(value_is_unknown(value_items(value_field(object, "b"))[0]));
    assert_true(value_equal(object, value_copy(arena, object)));
}

static void numbers_say_whether_they_are_integers(void **state)
{
    int64_t i;
    assert_true(value_number_to_int64(read("12e2"), &i) && i == 1200);
    assert_true(value_number_to_int64(read("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_false(value_number_to_int64(read("9223372036854775808"), &i));
    assert_false(value_number_to_int64(read("1.5"), &i));
    assert_true(value_number_is_integer(read("1e100")));
    assert_false(value_number_is_integer(read("1e-1")));
    assert_true(value_equal(value_get(read("[7, 8]"), read("1.0")), value_small(8)));
}

static int set_up(void **state) { return (arena = arena_new(0)) ? 0 : -1; }
static int tear_down(void **state) { arena_free(arena); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_ordered_as_opa_orders_them),
        cmocka_unit_test(sets_are_sorted_without_repetition),
        cmocka_unit_test(the_last_of_equal_keys_counts_in_an_object_of_any_size),
        cmocka_unit_test(with_leaves_the_old_object_as_it_was),
        cmocka_unit_test(an_unknown_inside_is_seen_from_outside),
        cmocka_unit_test(numbers_say_whether_they_are_integers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
